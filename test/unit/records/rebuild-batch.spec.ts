import * as fc from 'fast-check';
import {
  decodeRecords,
  deleteHorizonOf,
  emptiedBatch,
  encodeBatch,
  encodePlainBatch,
  rebuildBatch,
  readBatchHeader,
  sieveBatch,
} from '@yak/records';
import { checkBatch } from '../../../libs/records/src/check-batch';
import type { BatchHeader } from '../../../libs/records/src/batch-header';

const LIMITS = { decompressedBytesMax: 100_000 };
const HORIZON_MS = 1_700_000_000_000;

function headerOf(batch: Buffer): BatchHeader {
  const header = readBatchHeader(batch);
  if (header === null) throw new Error('no header');
  expect(checkBatch(batch, 0, header)).toBeNull();
  return header;
}

async function reduced(batch: Buffer, offsets: readonly number[], horizonMs: number | null = null): Promise<Buffer> {
  const sieved = await sieveBatch(batch, LIMITS, ({ offset }) => offsets.includes(offset));
  return rebuildBatch(batch, sieved, horizonMs);
}

const producer = { producerId: 9, producerEpoch: 2, baseSequence: 30 };
const input = {
  records: [5000, 7000, 6000].map((timestampMs, i) => ({
    timestampMs,
    key: Buffer.from(`k${i}`),
    value: Buffer.from(`v${i}`),
  })),
  baseOffset: 100,
  partitionLeaderEpoch: 4,
  producer,
  isTransactional: true,
};

test('what is left keeps its offsets and times, and the batch its place, producer and epoch', async () => {
  const batch = encodePlainBatch(input);
  const left = await reduced(batch, [100, 102]);
  const [before, after] = [headerOf(batch), headerOf(left)];
  expect(after).toEqual({ ...before, crc: after.crc, sizeInBytes: left.length, recordsCount: 2, maxTimestamp: 6000 });
  const all = await decodeRecords(batch, LIMITS);
  expect(await decodeRecords(left, LIMITS)).toEqual([all[0], all[2]]);
});

test('a delete horizon takes the place of the base timestamp, and the records keep their times', async () => {
  const batch = encodePlainBatch(input);
  const left = await reduced(batch, [100, 101, 102], HORIZON_MS);
  expect([deleteHorizonOf(headerOf(batch)), deleteHorizonOf(headerOf(left))]).toEqual([null, HORIZON_MS]);
  expect(await decodeRecords(left, LIMITS)).toEqual(await decodeRecords(batch, LIMITS));
  const later = await reduced(left, [102]);
  expect([deleteHorizonOf(headerOf(later)), headerOf(later).maxTimestamp]).toEqual([HORIZON_MS, 6000]);
});

test('with log append time the time of the batch stays', async () => {
  const left = await reduced(encodePlainBatch({ ...input, logAppendTimeMs: 9999 }), [100], HORIZON_MS);
  expect(headerOf(left).maxTimestamp).toBe(9999);
  expect(await decodeRecords(left, LIMITS)).toMatchObject([{ offset: 100, timestampMs: 9999 }]);
});

test.each(['gzip', 'snappy', 'lz4'] as const)('the codec stays (%s)', async (codec) => {
  const batch = (await encodeBatch({ ...input, codec })) as Buffer;
  const left = await reduced(batch, [101]);
  expect(headerOf(left).attributes).toBe(headerOf(batch).attributes);
  expect(await decodeRecords(left, LIMITS)).toMatchObject([{ offset: 101, timestampMs: 7000 }]);
});

test('an emptied batch keeps offsets, producer and largest time, and nothing else', async () => {
  const batch = (await encodeBatch({ ...input, codec: 'gzip' })) as Buffer;
  const marked = await reduced(batch, [100, 101, 102], HORIZON_MS);
  const [before, after] = [headerOf(marked), headerOf(emptiedBatch(marked))];
  const changed = {
    crc: after.crc,
    sizeInBytes: 61,
    recordsCount: 0,
    baseTimestamp: -1,
    attributes: before.attributes & ~0x47,
  };
  expect(after).toEqual({ ...before, ...changed });
  expect(await decodeRecords(emptiedBatch(marked), LIMITS)).toEqual([]);
});

test('any records may go, with a horizon or without, and the others read the same', async () => {
  const record = fc.record({
    timestampMs: fc.integer({ min: 0, max: 2 ** 45 }),
    key: fc.option(fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes))),
    value: fc.option(fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes))),
    headers: fc.array(fc.constant({ key: 'name', value: Buffer.from('value') }), { maxLength: 2 }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(record, { minLength: 1, maxLength: 6 }),
      fc.nat(63),
      fc.boolean(),
      async (records, mask, isMarked) => {
        const kept = records.map((_, i) => i).filter((i) => i === mask % records.length || (mask & (1 << i)) !== 0);
        const batch = encodePlainBatch({ records });
        const left = await reduced(batch, kept, isMarked ? HORIZON_MS : null);
        headerOf(left);
        const all = await decodeRecords(batch, LIMITS);
        expect(await decodeRecords(left, LIMITS)).toEqual(kept.map((i) => all[i]));
      },
    ),
  );
});
