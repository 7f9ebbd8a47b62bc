import {
  areSameNames,
  blankMember,
  codeOfState,
  isSameDescription,
  type MemberDescription,
  sortedNames,
  stateOfCode,
} from '../../../../libs/groups/src/consumer/member';

test.each([
  [0, 'stable'],
  [1, 'unrevoked'],
  [2, 'unreleased'],
  [127, 'unknown'],
] as const)('the byte %i is the state %s', (code, state) => {
  expect(stateOfCode(code)).toBe(state);
  expect(codeOfState(state)).toBe(code);
});

test('a byte of a newer broker is an unknown state', () => {
  expect(stateOfCode(3)).toBe('unknown');
});

test('names are sorted, each once', () => {
  expect(sortedNames(['b', 'a', 'b'])).toEqual(['a', 'b']);
  expect([areSameNames(['a'], ['a']), areSameNames(['a'], ['b']), areSameNames(['a'], [])]).toEqual([
    true,
    false,
    false,
  ]);
});

const classic = { sessionTimeoutMs: 1, protocols: [{ name: 'p', metadata: Buffer.from('m') }] };
const member: MemberDescription = { ...blankMember('m'), topicNames: ['a'], classic };

test.each<[string, Partial<MemberDescription>, boolean]>([
  ['nothing', {}, true],
  ['equal bytes', { classic: { ...classic, protocols: [{ name: 'p', metadata: Buffer.from('m') }] } }, true],
  ['the instance', { instanceId: 'i' }, false],
  ['the rack', { rackId: 'r' }, false],
  ['the client', { clientId: 'c' }, false],
  ['the host', { clientHost: '/h' }, false],
  ['the names', { topicNames: ['a', 'b'] }, false],
  ['the pattern', { pattern: 'p' }, false],
  ['the timeout', { rebalanceTimeoutMs: 3 }, false],
  ['the assignor', { assignor: 'range' }, false],
  ['the protocol', { classic: null }, false],
  ['the session', { classic: { ...classic, sessionTimeoutMs: 2 } }, false],
  ['the metadata', { classic: { ...classic, protocols: [{ name: 'p', metadata: Buffer.from('n') }] } }, false],
  ['the protocols', { classic: { ...classic, protocols: [] } }, false],
])('a member that changes %s: the same is %p', (_, change, same) => {
  expect(isSameDescription(member, { ...member, ...change })).toBe(same);
});
