import { offset } from '@yak/model';
import { corruptBytes, pickBatches } from '../../../../libs/storage/src/log/pick-batches';
import { testBatch } from '../../../support/storage/batches';

const batches = Array.from({ length: 5 }, (_, i) => testBatch(i * 2, { records: 2 }).bytes);
const chunk = Buffer.concat(batches);
const place = { name: 'chunk', offsetMin: 0, offsetMax: 10, epochAt: () => 1 };
const SIZE = batches[0]?.length ?? 0;
const request = { startOffset: offset(0), endOffsetExclusive: offset(10), bytesMax: 10_000, wholeFirstBatch: true };

test.each([
  { why: 'all fit', by: {}, from: 0, next: 10, bytes: 5 * SIZE },
  { why: 'the start lies inside a batch', by: { startOffset: offset(3) }, from: 2, next: 10, bytes: 4 * SIZE },
  { why: 'the end lies inside a batch', by: { endOffsetExclusive: offset(7) }, from: 0, next: 6, bytes: 3 * SIZE },
  { why: 'bytes for two and a half', by: { bytesMax: 2 * SIZE + 10 }, from: 0, next: 4, bytes: 2 * SIZE },
  { why: 'the first is too large but has to come whole', by: { bytesMax: 10 }, from: 0, next: 2, bytes: SIZE },
  { why: 'the first is too large', by: { bytesMax: 10, wholeFirstBatch: false }, from: 0, next: 0, bytes: 0 },
])('batches from $from to $next when $why', ({ by, from, next, bytes }) => {
  const picked = pickBatches(chunk, { ...request, ...by }, place);
  expect(picked).toMatchObject({ kind: 'slice', slice: { startOffset: from, nextOffset: next, sizeInBytes: bytes } });
});

test.each([
  {
    why: 'the first wanted batch is cut',
    length: SIZE + 70,
    start: 2,
    more: { skippedBytes: SIZE, lengthMin: SIZE, offsetMin: 2 },
  },
  {
    why: 'not even its header is there',
    length: SIZE + 10,
    start: 2,
    more: { skippedBytes: SIZE, lengthMin: 61, offsetMin: 2 },
  },
  {
    why: 'a batch to be skipped is cut',
    length: SIZE - 1,
    start: 2,
    more: { skippedBytes: SIZE, lengthMin: 61, offsetMin: 2 },
  },
])('more is asked for when $why', ({ length, start, more }) => {
  expect(pickBatches(chunk.subarray(0, length), { ...request, startOffset: offset(start) }, place)).toEqual({
    kind: 'more',
    ...more,
  });
});

test('a harmed batch is never in a slice: it ends the one before it, and refuses the one that it begins', () => {
  const harmed = Buffer.from(chunk);
  harmed[2 * SIZE - 1] = (harmed[2 * SIZE - 1] ?? 0) ^ 1;
  expect(pickBatches(harmed, request, place)).toMatchObject({ kind: 'slice', slice: { nextOffset: 2 } });
  expect(() => pickBatches(harmed, { ...request, startOffset: offset(2) }, place)).toThrow(
    expect.objectContaining({ code: 'YAK_STORAGE_CORRUPT' }) as Error,
  );
  expect(() => pickBatches(Buffer.alloc(100), request, place)).toThrow('no batch is there');
  expect(corruptBytes('here', 'why').message).toContain('here: why');
});

test.each([
  { what: 'begins before the batch in front of it ends', field: 7, value: 1 },
  { what: 'reaches into the batch behind it', field: 7, value: 3 },
  { what: 'ends behind its segment', field: 7, value: 9 },
  { what: 'lies below zero', field: 0, value: 128 },
  { what: 'is of another leader epoch', field: 15, value: 2 },
])('a batch that $what is never in a slice', ({ field, value }) => {
  const harmed = Buffer.from(chunk);
  harmed[SIZE + field] = value;
  const wanted = { ...request, startOffset: offset(2) };
  expect(() => pickBatches(harmed, wanted, place)).toThrow(
    expect.objectContaining({ code: 'YAK_STORAGE_CORRUPT' }) as Error,
  );
  let end = 0;
  try {
    const picked = pickBatches(harmed, request, place);
    if (picked.kind === 'slice') end = picked.endPosition;
  } catch (error) {
    expect(error).toMatchObject({ code: 'YAK_STORAGE_CORRUPT' });
  }
  expect(end).toBeLessThanOrEqual(SIZE);
});
