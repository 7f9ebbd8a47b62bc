import { topicId } from '@yak/model';
import { type Assignment, assignmentOf } from '../../../../../libs/groups/src/consumer/assignment';
import { assignUniform } from '../../../../../libs/groups/src/consumer/assignors/uniform';

const T = topicId('0'.repeat(31) + '1');
const U = topicId('0'.repeat(31) + '2');
const has = (...partitions: number[]): Assignment => assignmentOf([{ topicId: T, partitions }]);

/** Members a, b, … with these targets before, over so many partitions of one topic. */
function assign(targets: readonly Assignment[], partitionsCount: number, topics = [T]) {
  const members = targets.map((target, index) => ({
    memberId: String.fromCharCode(97 + index),
    instanceId: null,
    topics: new Set(topics),
    target,
  }));
  const result = assignUniform({ members, isHomogeneous: true, partitionsCount: () => partitionsCount });
  return [...result.values()].map((assignment) => (assignment.get(T) ?? []).join(' '));
}

test.each`
  what                            | before                     | count | after
  ${'a first member'}             | ${[has()]}                 | ${3}  | ${['0 1 2']}
  ${'a second member'}            | ${[has(0, 1, 2), has()]}   | ${3}  | ${['0 1', '2']}
  ${'a member gone'}              | ${[has(0), has(1)]}        | ${3}  | ${['0 2', '1']}
  ${'more members than there is'} | ${[has(0), has(1), has()]} | ${2}  | ${['0', '1', '']}
  ${'a topic that has grown'}     | ${[has(0, 1), has(2, 3)]}  | ${6}  | ${['0 1 4', '2 3 5']}
  ${'a topic made anew, smaller'} | ${[has(0, 1), has(2, 3)]}  | ${2}  | ${['0', '1']}
  ${'two that claim one'}         | ${[has(0, 1), has(1)]}     | ${2}  | ${['0', '1']}
  ${'nothing'}                    | ${[has(), has()]}          | ${0}  | ${['', '']}
`('$what: $after', ({ before, count, after }: { before: Assignment[]; count: number; after: string[] }) => {
  expect(assign(before, count)).toEqual(after);
});

test('a topic that nobody reads any more is taken away', () => {
  expect(assign([has(0, 1)], 2, [U])).toEqual(['']);
});

test('a group without members has no assignment', () => {
  expect(assign([], 2)).toEqual([]);
});
