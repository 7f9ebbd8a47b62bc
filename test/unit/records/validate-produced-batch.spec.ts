import fc from 'fast-check';
import { ErrorCode, errorName, isRefusal } from '@yak/model';
import {
  checkBatch,
  decodePlainRecords,
  encodePlainBatch,
  encodeTransactionMarker,
  type ProduceRules,
  validateProducedBatch,
} from '@yak/records';
import { crcOf } from '../../../libs/records/src/check-batch';
import { headerOf, lenientRules, plainBatch } from '../../support/records/batches';

/** Changes a batch and makes the CRC right again, as a lying producer would. */
function forge(bytes: Buffer, change: (forged: Buffer) => unknown): Buffer {
  const forged = Buffer.from(bytes);
  change(forged);
  forged.writeUInt32BE(crcOf(forged, 0, forged.length), 17);
  return forged;
}

function codeOf(records: Buffer | null, rules: Partial<ProduceRules> = {}): string {
  const result = validateProducedBatch(records, { ...lenientRules, ...rules });
  return isRefusal(result) ? errorName(result.code) : 'appended';
}

const BATCH = plainBatch(3);
const IDEMPOTENT = plainBatch(3, { producer: { producerId: 5, producerEpoch: 0, baseSequence: 0 } });
const setCodec = (codec: number) => forge(BATCH, (forged) => forged.writeInt16BE(codec, 21));

test('a good batch is taken as it is, without a copy', () => {
  const bytes = Buffer.from(BATCH);
  const produced = validateProducedBatch(bytes, lenientRules);
  expect(produced).toEqual({ bytes: BATCH, header: headerOf(BATCH) });
  expect(isRefusal(produced) ? null : produced.bytes).toBe(bytes);
});

test.each([
  ['null', null, {}, 'INVALID_RECORD'],
  ['nothing', Buffer.alloc(0), {}, 'INVALID_RECORD'],
  ['16 bytes, in which no magic shows', BATCH.subarray(0, 16), {}, 'INVALID_RECORD'],
  ['a negative batch length', forge(BATCH, (b) => b.writeInt32BE(-1, 8)), {}, 'CORRUPT_MESSAGE'],
  ['a batch length of 1', forge(BATCH, (b) => b.writeInt32BE(1, 8)), {}, 'CORRUPT_MESSAGE'],
  ['magic 0', forge(BATCH, (b) => b.writeInt8(0, 16)), {}, 'INVALID_RECORD'],
  ['magic 1', forge(BATCH, (b) => b.writeInt8(1, 16)), {}, 'INVALID_RECORD'],
  ['magic 3', forge(BATCH, (b) => b.writeInt8(3, 16)), {}, 'CORRUPT_MESSAGE'],
  ['magic −1', forge(BATCH, (b) => b.writeInt8(-1, 16)), {}, 'CORRUPT_MESSAGE'],
  ['a batch cut by one byte', BATCH.subarray(0, -1), {}, 'INVALID_RECORD'],
  [
    'a batch length that promises gigabytes',
    forge(BATCH, (b) => b.writeInt32BE(2 ** 31 - 13, 8)),
    {},
    'INVALID_RECORD',
  ],
  ['two batches', Buffer.concat([BATCH, BATCH]), {}, 'INVALID_RECORD'],
  ['a byte after the batch', Buffer.concat([BATCH, Buffer.alloc(1)]), {}, 'INVALID_RECORD'],
  ['a batch smaller than its header', shrunk(60), {}, 'CORRUPT_MESSAGE'],
  ['codec 5', setCodec(5), {}, 'UNSUPPORTED_COMPRESSION_TYPE'],
  ['codec 7', setCodec(7), {}, 'UNSUPPORTED_COMPRESSION_TYPE'],
  ['zstd in Produce 6', setCodec(4), { produceVersion: 6 }, 'UNSUPPORTED_COMPRESSION_TYPE'],
  ['zstd in Produce 7', setCodec(4), { produceVersion: 7 }, 'appended'],
  ['base offset 1', forge(BATCH, (b) => b.writeInt32BE(1, 4)), {}, 'INVALID_RECORD'],
  ['base offset −1', forge(BATCH, (b) => b.fill(0xff, 0, 8)), {}, 'INVALID_RECORD'],
  ['a batch of exactly max.message.bytes', BATCH, { maxMessageBytes: BATCH.length }, 'appended'],
  ['a batch one byte over max.message.bytes', BATCH, { maxMessageBytes: BATCH.length - 1 }, 'MESSAGE_TOO_LARGE'],
  ['a wrong CRC', Buffer.from(BATCH).fill(0, 17, 21), {}, 'CORRUPT_MESSAGE'],
  ['last offset delta −1', forge(BATCH, (b) => b.writeInt32BE(-1, 23)), {}, 'INVALID_RECORD'],
  ['last offset delta 3 with 3 records', forge(BATCH, (b) => b.writeInt32BE(3, 23)), {}, 'INVALID_RECORD'],
  ['last offset delta 2^31 − 1', forge(BATCH, (b) => b.writeInt32BE(2 ** 31 - 1, 23)), {}, 'INVALID_RECORD'],
  ['a count of 0', forge(BATCH, (b) => b.writeInt32BE(0, 57)), {}, 'INVALID_RECORD'],
  ['a count of −1', forge(BATCH, (b) => b.writeInt32BE(-1, 57)), {}, 'INVALID_RECORD'],
  ['more records counted than there are', forge(BATCH, setCounts(4)), {}, 'INVALID_RECORD'],
  ['fewer records counted than there are', forge(BATCH, setCounts(2)), {}, 'INVALID_RECORD'],
  [
    'a control batch',
    encodeTransactionMarker({ type: 'commit', coordinatorEpoch: 0 }, { producerId: 1, producerEpoch: 0 }, 1),
    {},
    'INVALID_RECORD',
  ],
  ['the delete horizon bit', forge(BATCH, (b) => b.writeInt16BE(0x40, 21)), {}, 'INVALID_RECORD'],
  [
    'the transactional bit, for which the replica answers',
    forge(IDEMPOTENT, (b) => b.writeInt16BE(0x10, 21)),
    {},
    'appended',
  ],
  ['an idempotent batch', IDEMPOTENT, {}, 'appended'],
  ['a producer id with sequence −1', forge(IDEMPOTENT, (b) => b.writeInt32BE(-1, 53)), {}, 'INVALID_RECORD'],
  ['a producer id with epoch −1', forge(IDEMPOTENT, (b) => b.writeInt16BE(-1, 51)), {}, 'INVALID_RECORD'],
  ['a producer id of 2^60', forge(IDEMPOTENT, (b) => b.writeInt32BE(2 ** 28, 43)), {}, 'INVALID_RECORD'],
  [
    'epoch 0 and sequence 0 without a producer, as kafkajs sends them',
    forge(BATCH, (b) => b.fill(0, 51, 57)),
    {},
    'appended',
  ],
  ['a batch of exactly segment.bytes', BATCH, { segmentBytes: BATCH.length }, 'appended'],
  ['a batch one byte over segment.bytes', BATCH, { segmentBytes: BATCH.length - 1 }, 'RECORD_LIST_TOO_LARGE'],
] satisfies [string, Buffer | null, Partial<ProduceRules>, string][])(
  'a produce of %s is answered',
  (_name, records, rules, expected) => {
    expect(codeOf(records && Buffer.from(records), rules)).toBe(expected);
  },
);

function shrunk(sizeInBytes: number): Buffer {
  const bytes = Buffer.from(BATCH.subarray(0, sizeInBytes));
  bytes.writeInt32BE(sizeInBytes - 12, 8);
  return bytes;
}

function setCounts(count: number): (bytes: Buffer) => void {
  return (bytes) => {
    bytes.writeInt32BE(count, 57);
    bytes.writeInt32BE(count - 1, 23);
  };
}

// Each fault together with the next one: the first in Kafka's order wins.
const faults: readonly [string, (bytes: Buffer) => void][] = [
  ['INVALID_RECORD', (bytes) => bytes.writeInt32BE(1, 4)],
  ['MESSAGE_TOO_LARGE', () => undefined], // by max.message.bytes below
  ['CORRUPT_MESSAGE', (bytes) => bytes.writeUInt32BE(0, 17)],
  ['INVALID_RECORD', (bytes) => bytes.writeInt32BE(7, 57)],
];
test.each([
  [[0, 1, 2, 3], 'INVALID_RECORD'],
  [[1, 2, 3], 'MESSAGE_TOO_LARGE'],
  [[2, 3], 'CORRUPT_MESSAGE'],
  [[3], 'CORRUPT_MESSAGE'], // the count is under the CRC
])('of the faults %j the first in order is answered: %s', (indexes, expected) => {
  const bytes = Buffer.from(BATCH);
  for (const index of indexes) faults[index]?.[1](bytes);
  expect(codeOf(bytes, indexes.includes(1) ? { maxMessageBytes: 100 } : {})).toBe(expected);
});

test('an invalid timestamp is answered before a batch too large for its segment', () => {
  const late = encodePlainBatch({ records: [{ timestampMs: lenientRules.nowMs + 3_600_001 }] });
  expect(codeOf(late, { segmentBytes: 62 })).toBe('INVALID_TIMESTAMP');
});

test('a wrong largest timestamp is put right and the CRC with it', () => {
  const bytes = forge(BATCH, (b) => b.writeBigInt64BE(1n, 35));
  const produced = validateProducedBatch(bytes, lenientRules);
  if (isRefusal(produced)) throw new Error(produced.detail);
  expect(produced.header.maxTimestamp).toBe(1_699_999_999_002);
  expect(headerOf(bytes)).toEqual(produced.header);
  expect(checkBatch(bytes, 0, produced.header)).toBeNull();
  expect(bytes).toEqual(BATCH);
});

test('the largest timestamp of a compressed batch is believed', () => {
  const bytes = forge(BATCH, (b) => {
    b.writeInt16BE(1, 21);
    b.writeBigInt64BE(1n, 35);
  });
  const produced = validateProducedBatch(bytes, lenientRules);
  expect(isRefusal(produced) ? produced : produced.header.maxTimestamp).toBe(1);
});

test.each([
  ['uncompressed', BATCH],
  ['compressed', setCodec(1)],
])('log append time is stamped on an %s batch in place; the records keep their bytes', (_name, batch) => {
  const bytes = Buffer.from(batch);
  const produced = validateProducedBatch(bytes, { ...lenientRules, timestampType: 'LogAppendTime' });
  if (isRefusal(produced)) throw new Error(produced.detail);
  expect(produced.header).toMatchObject({
    maxTimestamp: lenientRules.nowMs,
    attributes: headerOf(batch).attributes | 8,
  });
  expect(headerOf(bytes)).toEqual(produced.header);
  expect(checkBatch(bytes, 0, produced.header)).toBeNull();
  expect(bytes.subarray(61)).toEqual(batch.subarray(61));
});

test('records read with log append time have the time of the broker', () => {
  const bytes = Buffer.from(BATCH);
  validateProducedBatch(bytes, { ...lenientRules, timestampType: 'LogAppendTime' });
  expect(decodePlainRecords(bytes).map(({ timestampMs }) => timestampMs)).toEqual(
    Array.from({ length: 3 }, () => lenientRules.nowMs),
  );
});

test('no single flipped bit turns a batch into another one that is taken', () => {
  for (let bit = 0; bit < BATCH.length * 8; bit += 1) {
    const position = bit >>> 3;
    if (position >= 12 && position < 16) continue; // the leader epoch is the broker's to write
    const harmed = Buffer.from(BATCH);
    harmed[position] = (harmed[position] ?? 0) ^ (1 << (bit & 7));
    expect([bit, codeOf(harmed)]).not.toEqual([bit, 'appended']);
  }
});

test('a batch cut after any byte is refused', () => {
  for (let length = 0; length < BATCH.length; length += 1)
    expect(codeOf(Buffer.from(BATCH.subarray(0, length)))).toBe('INVALID_RECORD');
});

test('noise with a right CRC and right counts is refused or walks to its end, but never throws', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), fc.integer({ min: 1, max: 5 }), (noise, count) => {
      const bytes = Buffer.concat([BATCH.subarray(0, 61), noise]);
      bytes.writeInt32BE(bytes.length - 12, 8);
      const forged = forge(bytes, setCounts(count));
      expect(['appended', 'INVALID_RECORD', 'INVALID_TIMESTAMP']).toContain(codeOf(forged));
    }),
  );
});

test('a refusal names the records at fault only where it is theirs', () => {
  expect(validateProducedBatch(null, lenientRules)).toMatchObject({ code: ErrorCode.INVALID_RECORD, recordErrors: [] });
});
