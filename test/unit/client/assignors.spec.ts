import fc from 'fast-check';
import {
  type AssignedMember,
  assignCooperativeSticky,
  assignRange,
  type Assignment,
} from '../../../libs/client/src/assignors';

/** `t0` is partition 0 of topic t. */
const place = (text: string) => ({ topic: text.slice(0, 1), partition: Number(text.slice(1)) });
const member = (memberId: string, topics: string, owned: readonly string[] = [], generation: number | null = 1) =>
  ({ memberId, topics: topics.split(''), owned: owned.map(place), generation }) satisfies AssignedMember;
const shown = (assignment: Assignment): Record<string, string> =>
  Object.fromEntries(
    [...assignment].map(([id, places]) => [id, places.map(({ topic, partition }) => `${topic}${partition}`).join(' ')]),
  );
const counts = (text: Record<string, number>) => new Map(Object.entries(text));

describe('the range assignor', () => {
  test.each<[string, AssignedMember[], Record<string, number>, Record<string, string>]>([
    ['gives all to one', [member('a', 't')], { t: 3 }, { a: 't0 t1 t2' }],
    ['gives the first ones more', [member('b', 't'), member('a', 't')], { t: 3 }, { a: 't0 t1', b: 't2' }],
    ['cuts each topic for itself', [member('a', 'tu'), member('b', 'tu')], { t: 1, u: 3 }, { a: 't0 u0 u1', b: 'u2' }],
    ['looks at subscriptions', [member('a', 't'), member('b', 'tu')], { t: 2, u: 2 }, { a: 't0', b: 't1 u0 u1' }],
    ['leaves some idle', [member('a', 't'), member('b', 't'), member('c', 't')], { t: 2 }, { a: 't0', b: 't1', c: '' }],
    ['passes over topics that do not exist', [member('a', 'tx')], { t: 1 }, { a: 't0' }],
    ['passes over topics that nobody reads', [member('a', 't')], { t: 1, u: 1 }, { a: 't0' }],
  ])('%s', (_title, members, topics, expected) => {
    expect(shown(assignRange(members, counts(topics)))).toEqual(expected);
  });
});

describe('the cooperative sticky assignor', () => {
  test.each<[string, AssignedMember[], Record<string, number>, Record<string, string>]>([
    ['deals out evenly', [member('a', 't'), member('b', 't')], { t: 4 }, { a: 't0 t2', b: 't1 t3' }],
    [
      'leaves everybody what it has',
      [member('a', 't', ['t3', 't1']), member('b', 't', ['t0', 't2'])],
      { t: 4 },
      { a: 't1 t3', b: 't0 t2' },
    ],
    [
      'holds back what must be given up first',
      [member('a', 't', ['t0', 't1', 't2', 't3']), member('b', 't')],
      { t: 4 },
      { a: 't0 t1', b: '' },
    ],
    [
      'hands over what was given up',
      [member('a', 't', ['t0', 't1']), member('b', 't')],
      { t: 4 },
      { a: 't0 t1', b: 't2 t3' },
    ],
    [
      'gives the partitions of who left to the others',
      [member('a', 't', ['t0']), member('b', 't', ['t1'])],
      { t: 4 },
      { a: 't0 t2', b: 't1 t3' },
    ],
    [
      'believes the newer of two claims',
      [member('a', 't', ['t0'], 4), member('b', 't', ['t0'], 5)],
      { t: 1 },
      { a: '', b: 't0' },
    ],
    [
      'believes neither of two equal claims',
      [member('a', 't', ['t0'], 4), member('b', 't', ['t0'], 4)],
      { t: 1 },
      { a: 't0', b: '' },
    ],
    [
      'takes what a member reads no longer',
      [member('a', 'u', ['t0']), member('b', 't')],
      { t: 1, u: 1 },
      { a: 'u0', b: 't0' },
    ],
    [
      'evens out what subscriptions allow',
      [member('a', 't'), member('b', 'tu')],
      { t: 4, u: 3 },
      { a: 't0 t2 t3', b: 't1 u0 u1 u2' },
    ],
    ['forgets partitions that are gone', [member('a', 't', ['t7'])], { t: 1 }, { a: 't0' }],
  ])('%s', (_title, members, topics, expected) => {
    expect(shown(assignCooperativeSticky(members, counts(topics)))).toEqual(expected);
  });

  it('after as many rounds as members hold on to their share comes to rest: all shared out, evenly, with one owner each', () => {
    const memberOf = fc.record({
      topics: fc.subarray(['t', 'u', 'v'], { minLength: 1 }),
      owned: fc.uniqueArray(fc.constantFrom('t0', 't1', 't2', 'u0', 'u1', 'v0', 'v3'), { maxLength: 5 }),
      generation: fc.integer({ min: 1, max: 3 }),
    });
    const world = fc.record({
      members: fc.array(memberOf, { minLength: 1, maxLength: 6 }),
      t: fc.integer({ min: 0, max: 12 }),
      u: fc.integer({ min: 0, max: 7 }),
      v: fc.integer({ min: 1, max: 4 }),
    });
    fc.assert(
      fc.property(world, ({ members: given, ...topics }) => {
        let members: AssignedMember[] = given.map(({ topics: read, owned, generation }, at) =>
          member(`m${at}`, read.join(''), owned, generation),
        );
        const partitions = counts(topics);
        let assignment = assignCooperativeSticky(members, partitions);
        for (let round = 0; round < 2; round += 1) {
          members = members.map((each) => ({
            ...each,
            owned: assignment.get(each.memberId) ?? [],
            generation: 9 + round,
          }));
          assignment = assignCooperativeSticky(members, partitions);
        }
        const dealt = [...assignment.values()].flat().map(({ topic, partition }) => `${topic}${partition}`);
        const read = new Set(members.flatMap((each) => each.topics));
        const all = [...partitions].flatMap(([topic, count]) =>
          read.has(topic) ? Array.from({ length: count }, (_, at) => `${topic}${at}`) : [],
        );
        expect(dealt.sort()).toEqual(all.sort());
        for (const heavy of members)
          for (const light of members) {
            const [more, fewer] = [assignment.get(heavy.memberId) ?? [], assignment.get(light.memberId) ?? []];
            const couldShare = more.some(({ topic }) => light.topics.includes(topic));
            expect(couldShare && more.length - fewer.length > 1).toBe(false);
          }
        // At rest: another round changes nothing.
        const again = members.map((each) => ({ ...each, owned: assignment.get(each.memberId) ?? [], generation: 20 }));
        expect(shown(assignCooperativeSticky(again, partitions))).toEqual(shown(assignment));
      }),
    );
  });
});
