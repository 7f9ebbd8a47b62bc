import { segmentsToDelete } from '../../../../libs/storage/src/log/retention';

const segment = (nextOffset: number, maxTimestampMs: number, sizeInBytes = 100) => ({
  nextOffset,
  maxTimestampMs,
  sizeInBytes,
});
const three = [segment(10, 1000), segment(20, 2000), segment(30, 3000)];
const none = { nowMs: 10_000, retentionMs: null, retentionBytes: null, highWatermark: 30, logStartOffset: 0 };

test.each([
  { why: 'nothing is limited', rules: none, count: 0 },
  { why: 'the first is too old', rules: { ...none, retentionMs: 8500 }, count: 1 },
  { why: 'the first is as old as allowed', rules: { ...none, retentionMs: 9000 }, count: 0 },
  { why: 'all are too old, the growing one too', rules: { ...none, retentionMs: 10 }, count: 3 },
  { why: 'the high watermark holds the second', rules: { ...none, retentionMs: 10, highWatermark: 19 }, count: 1 },
  { why: 'two hold enough bytes', rules: { ...none, retentionBytes: 200 }, count: 1 },
  { why: 'without the first too few bytes stay', rules: { ...none, retentionBytes: 201 }, count: 0 },
  { why: 'no byte has to stay', rules: { ...none, retentionBytes: 0 }, count: 3 },
  { why: 'the log starts behind the first', rules: { ...none, logStartOffset: 10 }, count: 1 },
  { why: 'the log starts inside the second', rules: { ...none, logStartOffset: 19 }, count: 1 },
  {
    why: 'a segment without timestamps never gets old',
    segments: [segment(10, -1), ...three.slice(1)],
    rules: { ...none, retentionMs: 10 },
    count: 0,
  },
  { why: 'an empty segment stays', segments: [segment(0, -1, 0)], rules: { ...none, retentionBytes: 0 }, count: 0 },
])('$count go when $why', ({ segments, rules, count }) => {
  expect(segmentsToDelete(segments ?? three, rules)).toBe(count);
});
