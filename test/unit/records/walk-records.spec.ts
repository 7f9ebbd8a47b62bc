import { CorruptBatch, encodeBatch, encodePlainBatch, walkRecords } from '@yak/records';
import { crcOf } from '../../../libs/records/src/check-batch';
import { readBatchHeader } from '../../../libs/records/src/batch-header';

const LIMITS = { decompressedBytesMax: 10_000 };
const records = [
  { timestampMs: 1000, key: Buffer.from('a'), value: Buffer.from('one') },
  { timestampMs: 900, key: null, value: null },
  { timestampMs: 1100, key: Buffer.alloc(0), value: Buffer.alloc(0), headers: [{ key: 'h', value: null }] },
];

async function walked(batch: Buffer): Promise<unknown[]> {
  const seen: unknown[] = [];
  await walkRecords(batch, LIMITS, ({ offset, timestampMs, bytes, keyStart, keyBytes, hasValue }) => {
    const key = keyBytes === null ? null : bytes.subarray(keyStart, keyStart + keyBytes).toString();
    seen.push([offset, timestampMs, key, hasValue]);
  });
  return seen;
}

function patched(batch: Buffer, patch: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.from(batch);
  patch(bytes);
  bytes.writeUInt32BE(crcOf(bytes, 0, bytes.length), 17);
  return bytes;
}

test.each(['none', 'gzip', 'snappy', 'lz4'] as const)('every record is visited where it lies (%s)', async (codec) => {
  const batch = (await encodeBatch({ codec, records, baseOffset: 40 })) as Buffer;
  expect(await walked(batch)).toEqual([
    [40, 1000, 'a', true],
    [41, 900, null, false],
    [42, 1100, '', true],
  ]);
});

test('with log append time every record has the time of the batch', async () => {
  expect(await walked(encodePlainBatch({ records, logAppendTimeMs: 5000 }))).toEqual([
    [0, 5000, 'a', true],
    [1, 5000, null, false],
    [2, 5000, '', true],
  ]);
});

const plain = encodePlainBatch({ records });
test.each<[string, Buffer]>([
  ['a count of more records than there are', patched(plain, (bytes) => bytes.writeInt32BE(4, 57))],
  ['a count of fewer', patched(plain, (bytes) => bytes.writeInt32BE(2, 57))],
  ['an offset beyond the last one', patched(plain, (bytes) => bytes.writeInt32BE(1, 23))],
  ['an offset that does not rise', patched(plain, (bytes) => (bytes[61 + 3] = 2))],
  ['a wrong CRC', Buffer.concat([plain.subarray(0, -1), Buffer.from([7])])],
])('%s is corrupt', async (_, batch) => {
  expect(readBatchHeader(batch)).not.toBeNull();
  await expect(walked(batch)).rejects.toThrow(CorruptBatch);
});

test('records of more bytes than allowed are not taken apart', async () => {
  const large = [{ timestampMs: 1, key: Buffer.alloc(20_000) }];
  await expect(walked((await encodeBatch({ codec: 'gzip', records: large })) as Buffer)).rejects.toThrow(CorruptBatch);
});
