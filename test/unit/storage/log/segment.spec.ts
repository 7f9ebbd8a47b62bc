import { Segment } from '../../../../libs/storage/src/log/segment';
import { testBatch } from '../../../support/storage/batches';

const rules = { segmentBytes: 1000, segmentMs: 60_000, segmentIndexBytes: 80, nowMs: 1_000_000 };
const SIZE = testBatch(0).bytes.length;

function holding(batches: number, what: { timestampMs?: number } = {}): Segment {
  const segment = new Segment('/p', 0, rules.nowMs);
  for (let at = 0; at < batches; at += 1) segment.add(testBatch(at, what).header, 50);
  return segment;
}

test.each([
  {
    why: 'an empty segment takes any batch',
    segment: holding(0),
    rules: { ...rules, segmentBytes: 10 },
    at: 0,
    isRolled: false,
  },
  {
    why: 'the batch still fits',
    segment: holding(2),
    rules: { ...rules, segmentBytes: 3 * SIZE },
    at: 2,
    isRolled: false,
  },
  {
    why: 'one byte too many',
    segment: holding(2),
    rules: { ...rules, segmentBytes: 3 * SIZE - 1 },
    at: 2,
    isRolled: true,
  },
  {
    why: 'the records are as old as allowed',
    segment: holding(1, { timestampMs: 5 }),
    rules,
    at: 1,
    timestampMs: 60_005,
    isRolled: false,
  },
  {
    why: 'the records are older than allowed',
    segment: holding(1, { timestampMs: 5 }),
    rules,
    at: 1,
    timestampMs: 60_006,
    isRolled: true,
  },
  {
    why: 'without timestamps the segment is young',
    segment: holding(1, { timestampMs: -1 }),
    rules,
    at: 1,
    timestampMs: -1,
    isRolled: false,
  },
  {
    why: 'without timestamps the segment is old',
    segment: holding(1, { timestampMs: -1 }),
    rules: { ...rules, nowMs: 1_060_001 },
    at: 1,
    timestampMs: -1,
    isRolled: true,
  },
  { why: 'the index is full', segment: holding(9), rules: { ...rules, segmentIndexBytes: 60 }, at: 9, isRolled: true },
  { why: 'the offset still fits int32', segment: holding(0), rules, at: 2 ** 31 - 1, isRolled: false },
  { why: 'the offset does not fit int32', segment: holding(0), rules, at: 2 ** 31, isRolled: true },
])('rolls: $isRolled, as $why', ({ segment, rules: by, at, timestampMs, isRolled }) => {
  expect(segment.mustRollBefore(testBatch(at, timestampMs === undefined ? {} : { timestampMs }).header, by)).toBe(
    isRolled,
  );
});

test('a batch is indexed once the bytes since the last entry exceed the interval; the first never is', () => {
  const segment = new Segment('/p', 0, 0);
  for (let at = 0; at < 6; at += 1) segment.add(testBatch(at).header, SIZE);
  expect([
    segment.indexes?.offsets.table.count,
    segment.indexes?.offsets.at(0),
    segment.indexes?.offsets.at(1),
  ]).toEqual([2, { lastOffset: 2, position: 2 * SIZE }, { lastOffset: 4, position: 4 * SIZE }]);
  segment.indexTime();
  expect(segment.indexes?.times.last).toEqual({ timestampMs: 1005, lastOffset: 5 });
  expect(segment.path('index')).toBe('/p/00000000000000000000.index');
});

test('it goes on behind entries that were on disk as if it had never stopped', () => {
  const whole = new Segment('/p', 0, 0);
  const stopped = new Segment('/p', 0, 0);
  for (let at = 0; at < 3; at += 1) for (const each of [whole, stopped]) each.add(testBatch(at).header, SIZE);
  const again = new Segment('/p', 0, 0);
  again.indexes = stopped.indexes;
  again.resume(testBatch(2).header, 2 * SIZE);
  for (let at = 3; at < 8; at += 1) for (const each of [whole, again]) each.add(testBatch(at).header, SIZE);
  expect(again.indexes?.offsets.table.content.equals(whole.indexes?.offsets.table.content ?? Buffer.alloc(0))).toBe(
    true,
  );
  expect([again.sizeInBytes, again.nextOffset, again.maxTimestampMs, again.offsetOfMaxTimestamp]).toEqual([
    8 * SIZE,
    8,
    1007,
    7,
  ]);
  again.reset();
  expect([again.sizeInBytes, again.nextOffset, again.maxTimestampMs]).toEqual([0, 0, -1]);
});
