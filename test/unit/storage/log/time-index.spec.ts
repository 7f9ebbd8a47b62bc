import { TimeIndex } from '../../../../libs/storage/src/log/time-index';

function filled(): TimeIndex {
  const index = new TimeIndex(100);
  index.append({ timestampMs: 1_700_000_000_000, lastOffset: 109 });
  index.append({ timestampMs: 1_700_000_000_000, lastOffset: 119 });
  index.append({ timestampMs: 1_700_000_000_500, lastOffset: 129 });
  return index;
}

test('only rising timestamps make an entry', () => {
  expect([filled().table.count, filled().last]).toEqual([2, { timestampMs: 1_700_000_000_500, lastOffset: 129 }]);
});

test.each([
  [1_700_000_000_000, null],
  [1_700_000_000_001, 109],
  [1_700_000_000_500, 109],
  [1_700_000_000_501, 129],
])('for time %i the search begins behind offset %p', (timestampMs, lastOffset) => {
  expect(filled().lookupBelow(timestampMs)?.lastOffset ?? null).toBe(lastOffset);
});

test('it is read back from its bytes, cut by offset, and a zero tail is a fault', () => {
  const index = new TimeIndex(100, filled().table.content);
  expect(index.fault()).toBe(null);
  index.truncateTo(129);
  expect(index.table.count).toBe(1);
  expect(new TimeIndex(100, Buffer.concat([filled().table.content, Buffer.alloc(12)])).fault()).not.toBe(null);
});
