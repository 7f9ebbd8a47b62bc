import { topicId } from '@yak/model';
import fc from 'fast-check';
import { type Assignment, EMPTY_ASSIGNMENT, sizeOf } from '../../../../../libs/groups/src/consumer/assignment';
import type { Assignor, AssignorInput } from '../../../../../libs/groups/src/consumer/assignors/assignor';
import { assignRange } from '../../../../../libs/groups/src/consumer/assignors/range';
import { assignUniform } from '../../../../../libs/groups/src/consumer/assignors/uniform';

const idOf = (index: number) => topicId(String(index).padStart(32, '0'));

interface Case {
  readonly counts: readonly number[];
  /** Which topics each member reads, by index. */
  readonly members: readonly (readonly number[])[];
}

const cases = (isHomogeneous: boolean): fc.Arbitrary<Case> =>
  fc
    .tuple(
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 5 }),
      fc.array(fc.array(fc.nat(4), { maxLength: 5 }), { minLength: 1, maxLength: 7 }),
    )
    .map(([counts, members]) => ({
      counts,
      members: members.map((topics) =>
        isHomogeneous ? counts.map((_, index) => index) : topics.filter((topic) => topic < counts.length),
      ),
    }));

function inputOf(
  { counts, members }: Case,
  before: ReadonlyMap<string, Assignment>,
  isHomogeneous: boolean,
): AssignorInput {
  return {
    isHomogeneous,
    partitionsCount: (id) => counts[Number(id)] ?? 0,
    members: members.map((topics, index) => ({
      memberId: `m${index}`,
      instanceId: index % 3 === 0 ? `i${index}` : null,
      topics: new Set(topics.map(idOf)),
      target: before.get(`m${index}`) ?? EMPTY_ASSIGNMENT,
    })),
  };
}

const pairs = (assignment: Assignment): string[] =>
  [...assignment].flatMap(([id, partitions]) => partitions.map((partition) => `${id}-${partition}`));

/** Every partition of a topic that somebody reads has one member, and that one reads it. */
function expectComplete(input: AssignorInput, result: ReadonlyMap<string, Assignment>): void {
  const wanted = new Set(
    input.members.flatMap(({ topics }) =>
      [...topics].flatMap((id) =>
        Array.from({ length: input.partitionsCount(id) }, (_, partition) => `${id}-${partition}`),
      ),
    ),
  );
  const all = [...result.values()].flatMap(pairs);
  expect(all.sort()).toEqual([...wanted].sort());
  for (const { memberId, topics } of input.members)
    for (const id of result.get(memberId)?.keys() ?? []) expect(topics.has(id)).toBe(true);
}

/** As if every second member were new and one topic had another size than before. */
function run(assign: Assignor, now: Case, isHomogeneous: boolean) {
  const earlier: Case = { counts: now.counts.map((count) => Math.max(count - 1, 0)), members: now.members.slice(0, 3) };
  const before = assign(inputOf(earlier, new Map(), isHomogeneous));
  const input = inputOf(now, before, isHomogeneous);
  return { before, input, result: assign(input) };
}

describe.each([
  ['uniform', 'alike', assignUniform, true],
  ['uniform', 'unlike', assignUniform, false],
  ['range', 'alike', assignRange, true],
  ['range', 'unlike', assignRange, false],
] as const)('the assignor %s with members %s', (_, __, assign, isHomogeneous) => {
  it('gives every partition to one member that reads its topic, and the same again', () => {
    fc.assert(
      fc.property(cases(isHomogeneous), (now) => {
        const { input, result } = run(assign, now, isHomogeneous);
        expectComplete(input, result);
        expect(assign(input)).toEqual(result);
      }),
    );
  });
});

describe('the uniform assignor', () => {
  it('gives members that read the same sizes that differ by one at most, and moves no more than it must', () => {
    fc.assert(
      fc.property(cases(true), (now) => {
        const { before, result } = run(assignUniform, now, true);
        const sizes = [...result.values()].map(sizeOf);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        for (const [memberId, assignment] of before) {
          const kept = pairs(assignment).filter((pair) =>
            pairs(result.get(memberId) ?? EMPTY_ASSIGNMENT).includes(pair),
          );
          const size = sizeOf(result.get(memberId) ?? EMPTY_ASSIGNMENT);
          expect(kept).toHaveLength(Math.min(sizeOf(assignment), size));
        }
      }),
    );
  });

  it('leaves no two readers of a topic two partitions apart while one of them could give it', () => {
    fc.assert(
      fc.property(cases(false), (now) => {
        const { input, result } = run(assignUniform, now, false);
        for (const giver of input.members)
          for (const taker of input.members) {
            const given = result.get(giver.memberId) ?? EMPTY_ASSIGNMENT;
            const couldGive = [...given.keys()].some((id) => taker.topics.has(id));
            if (!couldGive) continue;
            expect(sizeOf(given) - sizeOf(result.get(taker.memberId) ?? EMPTY_ASSIGNMENT)).toBeLessThanOrEqual(1);
          }
      }),
    );
  });

  it('changes nothing where nothing has changed', () => {
    fc.assert(
      fc.property(fc.boolean(), cases(false), (isHomogeneous, drawn) => {
        const now = isHomogeneous
          ? { ...drawn, members: drawn.members.map(() => drawn.counts.map((_, index) => index)) }
          : drawn;
        const { result } = run(assignUniform, now, isHomogeneous);
        expect(assignUniform(inputOf(now, result, isHomogeneous))).toEqual(result);
      }),
    );
  });
});
