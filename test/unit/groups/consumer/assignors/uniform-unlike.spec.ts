import { topicId } from '@yak/model';
import {
  type Assignment,
  assignmentOf,
  EMPTY_ASSIGNMENT,
  sizeOf,
} from '../../../../../libs/groups/src/consumer/assignment';
import { assignUnlike } from '../../../../../libs/groups/src/consumer/assignors/uniform-unlike';

const T = topicId('0'.repeat(31) + '1');
const U = topicId('0'.repeat(31) + '2');
const of = (topic: typeof T, ...partitions: number[]): Assignment => assignmentOf([{ topicId: topic, partitions }]);
const member = (memberId: string, topics: (typeof T)[], target: Assignment = EMPTY_ASSIGNMENT) => ({
  memberId,
  instanceId: null,
  topics: new Set(topics),
  target,
});
const counts = (t: number, u: number) => (id: string) => (id === T ? t : u);

test('a member that reads more leaves what others read to them', () => {
  const members = [member('a', [T, U]), member('b', [T])];
  const result = assignUnlike({ members, isHomogeneous: false, partitionsCount: counts(3, 3) });
  expect([...result.values()].map((assignment) => [sizeOf(assignment), assignment.has(U)])).toEqual([
    [3, true],
    [3, false],
  ]);
});

test('balance comes before what members had', () => {
  const members = [member('a', [T], of(T, 0, 1, 2, 3)), member('b', [T, U])];
  const result = assignUnlike({ members, isHomogeneous: false, partitionsCount: counts(4, 0) });
  expect([...result.values()]).toEqual([of(T, 0, 1), of(T, 2, 3)]);
});

test('what is no longer read is given to those who read it', () => {
  const members = [member('a', [U], of(T, 0)), member('b', [T])];
  const result = assignUnlike({ members, isHomogeneous: false, partitionsCount: counts(1, 1) });
  expect([...result.values()]).toEqual([of(U, 0), of(T, 0)]);
});
