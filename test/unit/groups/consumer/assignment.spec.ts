import { topicId } from '@yak/model';
import {
  areEqual,
  assignmentOf,
  differenceOf,
  entriesOf,
  filterAssignment,
  intersectionOf,
  isSubset,
  sizeOf,
  unionOf,
} from '../../../../libs/groups/src/consumer/assignment';

const T = topicId('0'.repeat(31) + '1');
const U = topicId('0'.repeat(31) + '2');
const of = (t: number[], u: number[] = []) =>
  assignmentOf([
    { topicId: U, partitions: u },
    { topicId: T, partitions: t },
  ]);

test('an assignment is sorted, has each partition once and no topic without any', () => {
  const assignment = assignmentOf([
    { topicId: U, partitions: [] },
    { topicId: T, partitions: [3, 1] },
    { topicId: T, partitions: [1, 2] },
  ]);
  expect([...assignment]).toEqual([[T, [1, 2, 3]]]);
  expect(sizeOf(assignment)).toBe(3);
});

test('entries come by topic id, whatever came first', () => {
  expect(entriesOf(of([1], [0]))).toEqual([
    { topicId: T, partitions: [1] },
    { topicId: U, partitions: [0] },
  ]);
});

test.each`
  operation         | result                                                                             | expected
  ${'intersection'} | ${intersectionOf(of([1, 2], [0]), of([2, 3]))}                                     | ${of([2])}
  ${'difference'}   | ${differenceOf(of([1, 2], [0]), of([2], [0]))}                                     | ${of([1])}
  ${'union'}        | ${unionOf(of([1]), of([0, 1], [4]))}                                               | ${of([0, 1], [4])}
  ${'filter'}       | ${filterAssignment(of([1, 2], [1]), (id, partition) => id === T && partition > 1)} | ${of([2])}
`(
  'the $operation is right',
  ({ result, expected }: { result: ReturnType<typeof of>; expected: ReturnType<typeof of> }) => {
    expect(result).toEqual(expected);
  },
);

test.each([
  [of([1]), of([1]), true],
  [of([1]), of([2]), false],
  [of([1]), of([1, 2]), false],
  [of([1]), of([], [1]), false],
  [of([1], [1]), of([1]), false],
])('equality of %p and %p is %p', (one, other, equal) => {
  expect(areEqual(one, other)).toBe(equal);
});

test('a subset has nothing that the whole has not', () => {
  expect(isSubset(of([1]), of([1, 2]))).toBe(true);
  expect(isSubset(of([]), of([]))).toBe(true);
  expect(isSubset(of([1, 3]), of([1, 2]))).toBe(false);
});
