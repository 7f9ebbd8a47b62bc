import {
  areSameProtocols,
  selectProtocol,
  supportsProtocols,
  type MemberProtocol,
} from '../../../../../libs/groups/src/classic/rules/protocols';

/** `range:1 sticky` is the protocol range with the metadata 1, and sticky without. */
const protocolsOf = (text: string): MemberProtocol[] =>
  text
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => {
      const [name = '', metadata = ''] = word.split(':');
      return { name, metadata: Buffer.from(metadata) };
    });

describe('whether a member fits into a group', () => {
  const listed = new Map([
    ['range', 2],
    ['sticky', 1],
  ]);
  test.each<[title: string, membersCount: number, protocolType: string, offered: string, fits: boolean]>([
    ['an empty group takes any protocol', 0, 'connect', 'v1', true],
    ['an empty group wants a type', 0, '', 'v1', false],
    ['an empty group wants a protocol', 0, 'consumer', '', false],
    ['one name that all members list is enough', 2, 'consumer', 'other range', true],
    ['a name that some list is not', 2, 'consumer', 'sticky', false],
    ['nor one that nobody lists', 2, 'consumer', 'other', false],
    ['nothing offered does not fit', 2, 'consumer', '', false],
    ['another type does not fit', 2, 'connect', 'range', false],
  ])('%s', (...[, membersCount, protocolType, offered, fits]) => {
    const group = { membersCount, protocolType: membersCount === 0 ? null : 'consumer', listed };
    expect(supportsProtocols(group, { protocolType, protocols: protocolsOf(offered) })).toBe(fits);
  });
});

describe('the protocol of a generation', () => {
  test.each<[title: string, members: string[], selected: string | null]>([
    ['one member has its dearest', ['b a'], 'b'],
    ['the only one in common', ['a b', 'b c', 'd b'], 'b'],
    ['most votes win', ['a b', 'b a', 'b a'], 'b'],
    ['the leader decides between equals', ['a b', 'b a'], 'a'],
    ['the other way round as well', ['b a', 'a b'], 'b'],
    ['what not all members list gets no vote', ['c a b', 'b a', 'b a'], 'b'],
    ['a name that is listed twice counts once', ['a a b', 'b c'], 'b'],
    ['nothing in common', ['a', 'b'], null],
  ])('%s', (_, members, selected) => {
    const lists = members.map(protocolsOf);
    expect(selectProtocol(lists, lists[0] ?? [])).toBe(selected);
  });
});

describe('whether a member offers what it did', () => {
  test.each<[before: string, now: string, isSame: boolean]>([
    ['range:1 sticky:2', 'range:1 sticky:2', true],
    ['range:1 sticky:2', 'sticky:2 range:1', false],
    ['range:1', 'range:2', false],
    ['range:1', 'sticky:1', false],
    ['range:1', 'range:1 sticky:2', false],
    ['range:1 sticky:2', 'range:1', false],
  ])('%s, then %s: %s', (before, now, isSame) => {
    expect(areSameProtocols(protocolsOf(before), protocolsOf(now))).toBe(isSame);
  });
});
