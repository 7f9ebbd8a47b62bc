import { OffsetIndex } from '../../../../libs/storage/src/log/offset-index';

function filled(): OffsetIndex {
  const index = new OffsetIndex(100);
  index.append({ lastOffset: 109, position: 500 });
  index.append({ lastOffset: 119, position: 1000 });
  index.append({ lastOffset: 129, position: 1500 });
  return index;
}

test.each([
  [100, null],
  [108, null],
  [109, 500],
  [118, 500],
  [119, 1000],
  [5000, 1500],
])('offset %i is looked for from position %p on', (offset, position) => {
  expect(filled().lookup(offset)?.position ?? null).toBe(position);
});

test("entries are Kafka's: int32 relative offset, int32 position", () => {
  const index = filled();
  expect(index.table.content.subarray(0, 8).toString('hex')).toBe('00000009000001f4');
  expect(new OffsetIndex(100, index.table.content).last).toEqual({ lastOffset: 129, position: 1500 });
});

test.each([
  [120, 2],
  [119, 1],
  [100, 0],
])('cut at offset %i, %i entries stay', (offset, count) => {
  const index = filled();
  index.truncateTo(offset);
  expect(index.table.count).toBe(count);
});

test.each([
  [2000, null],
  [1500, 'its last position lies outside of the segment'],
])('against a segment of %i bytes its fault is %p', (bytes, fault) => {
  expect(filled().fault(bytes)).toBe(fault);
});

test.each([
  [-1, null],
  [499, null],
  [500, 109],
  [1499, 119],
  [9999, 129],
])('the last entry at or before position %i is of the batch that ends at %p', (position, lastOffset) => {
  expect(filled().lookupPosition(position)?.lastOffset ?? null).toBe(lastOffset);
});
