import { collectAborted } from '../../../../libs/storage/src/log/collect-aborted';
import { Segment } from '../../../../libs/storage/src/log/segment';

const entry = (firstOffset: number, lastOffset: number, lastStableOffset: number) => ({
  producerId: 1,
  firstOffset,
  lastOffset,
  lastStableOffset,
});
const entries = [
  [entry(2, 8, 5), entry(5, 9, 10)],
  [entry(12, 30, 31), entry(40, 45, 46)],
];

function segments(): Segment[] {
  return entries.map((aborted, i) => {
    const segment = new Segment('/p', i * 10, 0);
    segment.indexes?.aborted.push(...aborted);
    return segment;
  });
}

test.each([
  { why: 'all lies inside', start: 0, end: 50, found: [2, 5, 12, 40] },
  { why: 'the first ended before', start: 9, end: 50, found: [5, 12, 40] },
  { why: 'the last began after', start: 0, end: 40, found: [2, 5, 12] },
  { why: 'the stable end was reached', start: 0, end: 10, found: [2, 5] },
  { why: 'none was open then', start: 31, end: 40, found: [] },
])('from $start to $end $found are told, as $why', async ({ start, end, found }) => {
  const range = { startOffset: start, endOffsetExclusive: end };
  const told = await collectAborted(segments(), range, (segment) =>
    Promise.resolve(segment.indexes ?? segment.emptyIndexes()),
  );
  expect(told.map(({ firstOffset }) => firstOffset)).toEqual(found);
});

test('a closed segment without a transaction index is not loaded', async () => {
  const segment = new Segment('/p', 0, 0);
  segment.indexes = null;
  expect(
    await collectAborted([segment], { startOffset: 0, endOffsetExclusive: 9 }, () =>
      Promise.reject(new Error('loaded')),
    ),
  ).toEqual([]);
});
