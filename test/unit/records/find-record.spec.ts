import { isRefusal } from '@yak/model';
import { CorruptBatch, encodeBatch, encodePlainBatch, findRecord } from '@yak/records';

const LIMITS = { decompressedBytesMax: 10_000 };
const records = [5, 9, 7, 9].map((timestampMs) => ({ timestampMs, value: Buffer.from('v') }));

test.each([
  [0, { offset: 100, timestampMs: 5 }],
  [6, { offset: 101, timestampMs: 9 }],
  [9, { offset: 101, timestampMs: 9 }],
  [10, null],
])('the first record at or after %i ms is %j', async (wantedMs, expected) => {
  const batch = encodePlainBatch({ records, baseOffset: 100 });
  expect(await findRecord(batch, LIMITS, ({ timestampMs }) => timestampMs >= wantedMs)).toEqual(expected);
});

test('records before the log start are passed over by their offset', async () => {
  const batch = encodePlainBatch({ records, baseOffset: 100 });
  expect(await findRecord(batch, LIMITS, ({ offset }) => offset >= 102)).toEqual({ offset: 102, timestampMs: 7 });
});

test('with log append time every record has the time of the batch', async () => {
  const batch = encodePlainBatch({ records, logAppendTimeMs: 42 });
  expect(await findRecord(batch, LIMITS, ({ timestampMs }) => timestampMs >= 42)).toEqual({
    offset: 0,
    timestampMs: 42,
  });
});

test('a compressed batch is searched within the limit', async () => {
  const batch = await encodeBatch({
    records: [{ timestampMs: 1, value: Buffer.alloc(9000) }, ...records],
    codec: 'lz4',
  });
  if (isRefusal(batch)) throw new Error(batch.detail);
  expect(await findRecord(batch, LIMITS, ({ timestampMs }) => timestampMs >= 9)).toEqual({ offset: 2, timestampMs: 9 });
  await expect(findRecord(batch, { decompressedBytesMax: 8000 }, () => true)).rejects.toThrow(CorruptBatch);
});

test('a harmed batch is corrupt', async () => {
  const batch = encodePlainBatch({ records });
  batch[61] = 0xff;
  await expect(findRecord(batch, LIMITS, () => true)).rejects.toThrow('CRC-32C');
});
