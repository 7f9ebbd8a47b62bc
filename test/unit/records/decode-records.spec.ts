import fc from 'fast-check';
import { isRefusal } from '@yak/model';
import {
  CODECS,
  CorruptBatch,
  decodePlainRecords,
  decodeRecords,
  encodeBatch,
  encodePlainBatch,
  type RecordInput,
} from '@yak/records';
import { crcOf } from '../../../libs/records/src/check-batch';
import { headerOf, plainBatch } from '../../support/records/batches';

const LIMITS = { decompressedBytesMax: 10_000_000 };
const bytesOrNull = fc.option(fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)));
const anyRecord: fc.Arbitrary<RecordInput> = fc.record({
  timestampMs: fc.integer({ min: -1, max: 2 ** 45 }),
  key: bytesOrNull,
  value: bytesOrNull,
  headers: fc.array(fc.record({ key: fc.string({ unit: 'grapheme', maxLength: 20 }), value: bytesOrNull }), {
    maxLength: 4,
  }),
});
const anyRecords = fc.array(anyRecord, { minLength: 1, maxLength: 30 });

/** Changes a field and makes the CRC right again, as a lying producer would. */
function forge(bytes: Buffer, change: (forged: Buffer) => void): Buffer {
  const forged = Buffer.from(bytes);
  change(forged);
  forged.writeUInt32BE(crcOf(forged, 0, forged.length), 17);
  return forged;
}

test('what was encoded is what is decoded: keys, nulls, tombstones, headers, times, offsets', () => {
  fc.assert(
    fc.property(anyRecords, fc.integer({ min: 0, max: 2 ** 50 }), (records, baseOffset) => {
      const decoded = decodePlainRecords(encodePlainBatch({ records, baseOffset }));
      expect(decoded).toEqual(records.map((record, index) => ({ ...record, offset: baseOffset + index })));
    }),
  );
});

test.each(CODECS.filter((codec) => codec !== 'zstd'))('records survive %s', async (codec) => {
  await fc.assert(
    fc.asyncProperty(anyRecords, async (records) => {
      const bytes = await encodeBatch({ records, codec });
      if (isRefusal(bytes)) throw new Error(bytes.detail);
      expect(await decodeRecords(bytes, LIMITS)).toEqual(
        records.map((record, index) => ({ ...record, offset: index })),
      );
    }),
    { numRuns: 50 },
  );
});

test('records that kcat compressed with zstd are read', async () => {
  // A batch of one record around a frame of zstd 1.5 without content size.
  const plain = encodePlainBatch({ records: [{ timestampMs: 1, value: Buffer.alloc(100, 'a') }] });
  const body = plain.subarray(61);
  const frame = Buffer.concat([Buffer.from('28b52ffd0058', 'hex'), rawBlock(body)]);
  const bytes = Buffer.concat([plain.subarray(0, 61), frame]);
  bytes.writeInt32BE(bytes.length - 12, 8);
  const batch = forge(bytes, (forged) => forged.writeInt16BE(4, 21));
  expect((await decodeRecords(batch, LIMITS))[0]?.value).toEqual(Buffer.alloc(100, 'a'));
});

function rawBlock(body: Buffer): Buffer {
  const header = Buffer.alloc(3);
  header.writeUIntLE((body.length << 3) | 1, 0, 3);
  return Buffer.concat([header, body]);
}

test('with log append time every record has the time of the batch', () => {
  const decoded = decodePlainRecords(plainBatch(2, { logAppendTimeMs: 42 }));
  expect(decoded.map(({ timestampMs }) => timestampMs)).toEqual([42, 42]);
});

test('keys and values are views of the batch, not copies', () => {
  const bytes = plainBatch(1);
  expect(decodePlainRecords(bytes)[0]?.value?.buffer).toBe(bytes.buffer);
});

test.each([
  ['a count that is too high', (forged: Buffer) => forged.writeInt32BE(4, 57), '3 records in a batch that counts 4'],
  ['a count that is too low', (forged: Buffer) => forged.writeInt32BE(2, 57), '3 records in a batch that counts 2'],
  ['a record length that lies', (forged: Buffer) => forged.writeUInt8(0x7f, 61), 'does not fit'],
  ['an unknown codec', (forged: Buffer) => forged.writeInt16BE(5, 21), 'unknown codec'],
])('%s is a corrupt batch, though the CRC is right', async (_name, change, message) => {
  await expect(
    decodeRecords(
      forge(plainBatch(3), (forged) => void change(forged)),
      LIMITS,
    ),
  ).rejects.toThrow(message);
});

test('a batch cut after any byte is corrupt', () => {
  const bytes = plainBatch(2);
  for (let length = 0; length < bytes.length; length += 1) {
    expect(() => decodePlainRecords(bytes.subarray(0, length))).toThrow(CorruptBatch);
  }
});

test('decompression stops at its limit', async () => {
  const bytes = await encodeBatch({ records: [{ timestampMs: 1, value: Buffer.alloc(100_000, 'x') }], codec: 'gzip' });
  if (isRefusal(bytes)) throw new Error(bytes.detail);
  await expect(decodeRecords(bytes, { decompressedBytesMax: 10_000 })).rejects.toThrow(CorruptBatch);
});

test('a compressed batch is not decoded at once', () => {
  const compressed = forge(plainBatch(1), (forged) => forged.writeInt16BE(1, 21));
  expect(headerOf(compressed).attributes).toBe(1);
  expect(() => decodePlainRecords(compressed)).toThrow('compressed');
});
