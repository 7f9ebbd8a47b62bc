import { type GroupedSegment, groupSegments } from '../../../../../libs/storage/src/cleaner/rules/group-segments';

const LIMITS = { segmentBytes: 100, segmentIndexBytes: 50 };
const segment = (
  baseOffset: number,
  nextOffset: number,
  sizeInBytes: number,
  index: [number, number] = [0, 0],
): GroupedSegment => ({
  ...{ baseOffset, nextOffset, sizeInBytes },
  offsetIndexBytes: index[0],
  timeIndexBytes: index[1],
});

test.each<[string, GroupedSegment[], number[][]]>([
  ['nothing', [], []],
  [
    'small segments become one as long as they fit',
    [segment(0, 10, 40), segment(10, 20, 60), segment(20, 30, 1)],
    [[0, 10], [20]],
  ],
  ['one too large stays alone', [segment(0, 10, 150), segment(10, 20, 60)], [[0], [10]]],
  ['offset indexes fit too', [segment(0, 10, 1, [30, 0]), segment(10, 20, 1, [21, 0])], [[0], [10]]],
  ['time indexes fit too', [segment(0, 10, 1, [0, 30]), segment(10, 20, 1, [0, 21])], [[0], [10]]],
  ['an empty one always joins', [segment(0, 10, 150), segment(10, 20, 0)], [[0, 10]]],
  ['offsets up to 2^31 − 1 from the first', [segment(0, 10, 1), segment(10, 2 ** 31, 1)], [[0, 10]]],
  ['and no further, not even for an empty one', [segment(0, 10, 1), segment(10, 2 ** 31 + 1, 0)], [[0], [10]]],
])('%s', (_, segments, expected) => {
  expect(groupSegments(segments, LIMITS).map((group) => group.map(({ baseOffset }) => baseOffset))).toEqual(expected);
});
