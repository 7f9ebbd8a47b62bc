import {
  decodePlainRecords,
  encodePlainBatch,
  encodeTransactionMarker,
  ProducerStates,
  readBatchHeader,
} from '@yak/records';
import { crcOf } from '../../../../libs/records/src/check-batch';
import { deleteHorizonOf } from '../../../../libs/records/src/rebuild-batch';
import { cleanBatch, type CleaningRound } from '../../../../libs/storage/src/cleaner/clean-batch';
import { TransactionTrail } from '../../../../libs/storage/src/cleaner/transaction-trail';
import type { StoredBatch } from '../../../../libs/storage/src/cleaner/walk-segment';

const NOW = 50_000;

function stored(bytes: Buffer): StoredBatch {
  const header = readBatchHeader(bytes);
  if (header === null) throw new Error('no header');
  return { bytes, header };
}

const plain = (keys: readonly (string | null)[], value: Buffer | null = Buffer.from('v'), producerId = -1): Buffer =>
  encodePlainBatch({
    baseOffset: 10,
    records: keys.map((key) => ({ timestampMs: 1000, key: key === null ? null : Buffer.from(key), value })),
    isTransactional: producerId >= 0,
    ...(producerId < 0 ? {} : { producer: { producerId, producerEpoch: 0, baseSequence: 0 } }),
  });

function round(newest: Readonly<Record<string, number>>, more: Partial<CleaningRound> = {}): CleaningRound {
  return {
    keys: { newestOffset: (bytes, start, length) => newest[bytes.subarray(start, start + length).toString()] ?? null },
    mapEndOffset: 100,
    trail: new TransactionTrail([]),
    producers: new ProducerStates(),
    nowMs: NOW,
    deleteRetentionMs: 1000,
    unread: { count: 0 },
    ...more,
  };
}

const keysOf = (bytes: Buffer | null): (string | undefined)[] | null =>
  bytes === null ? null : decodePlainRecords(bytes).map(({ key }) => key?.toString());

test('a batch that loses nothing stays as it is, byte for byte', async () => {
  const batch = stored(plain(['a', 'b']));
  expect((await cleanBatch(batch, round({ a: 10 }))).bytes).toBe(batch.bytes);
});

test('superseded records go, keyless ones too and are counted; a batch without records goes', async () => {
  const { bytes, keylessCount } = await cleanBatch(stored(plain(['a', null, 'b'])), round({ a: 11 }));
  expect([keysOf(bytes), keylessCount]).toEqual([['b'], 1]);
  expect((await cleanBatch(stored(plain(['a'])), round({ a: 11 }))).bytes).toBeNull();
});

test('a kept tombstone gets its horizon once, and goes when that is over', async () => {
  const first = await cleanBatch(stored(plain(['a'], null)), round({}));
  const marked = stored(first.bytes ?? Buffer.alloc(0));
  expect(deleteHorizonOf(marked.header)).toBe(NOW + 1000);
  expect((await cleanBatch(marked, round({}, { nowMs: NOW + 999 }))).bytes).toBe(marked.bytes);
  expect((await cleanBatch(marked, round({}, { nowMs: NOW + 1000 }))).bytes).toBeNull();
});

test('the last batch of a producer keeps its header', async () => {
  const batch = stored(plain(['a'], Buffer.from('v'), 7));
  const producers = new ProducerStates();
  producers.apply(batch.header);
  const { bytes } = await cleanBatch(batch, round({ a: 99 }, { producers }));
  const emptied = stored(bytes ?? Buffer.alloc(0));
  expect([emptied.header.recordsCount, emptied.header.baseOffset, emptied.header.producerId]).toEqual([0, 10, 7]);
  expect((await cleanBatch(emptied, round({}, { producers }))).bytes).toBe(emptied.bytes);
  expect((await cleanBatch(emptied, round({}))).bytes).toBeNull();
});

test('aborted records go in the first pass, their marker and its index entry in a later one', async () => {
  const transaction = { producerId: 7, firstOffset: 10, lastOffset: 0, lastStableOffset: 1 };
  const trail = new TransactionTrail([{ ...transaction, lastOffset: 20 }]);
  const data = await cleanBatch(stored(plain(['a'], Buffer.from('v'), 7)), round({}, { trail }));
  expect(data.bytes).toBeNull();
  const markerBytes = encodeTransactionMarker(
    { type: 'abort', coordinatorEpoch: 0 },
    { producerId: 7, producerEpoch: 0 },
    1000,
  );
  markerBytes.writeInt32BE(20, 4);
  const marker = stored(markerBytes);
  const met = await cleanBatch(marker, round({}, { trail }));
  expect([met.bytes === marker.bytes, met.aborted?.lastOffset]).toEqual([true, 20]);
  const alone = await cleanBatch(marker, round({}));
  expect([alone.aborted, deleteHorizonOf(stored(alone.bytes ?? Buffer.alloc(0)).header)]).toEqual([null, NOW + 1000]);
  const over = await cleanBatch(stored(alone.bytes ?? Buffer.alloc(0)), round({}, { nowMs: NOW + 1000 }));
  expect(over.bytes).toBeNull();
});

test('a batch whose records nobody can read stays as it is, and tombstones behind it stay, too', async () => {
  const bytes = plain(['a', 'b']);
  bytes.writeInt32BE(3, 57);
  bytes.writeUInt32BE(crcOf(bytes, 0, bytes.length), 17);
  const batch = stored(bytes);
  const pass = round({ a: 99, b: 99 });
  expect((await cleanBatch(batch, pass)).bytes).toBe(bytes);
  const tombstone = await cleanBatch(stored(plain(['a'], null)), round({}));
  const marked = stored(tombstone.bytes ?? Buffer.alloc(0));
  const later = { ...pass, keys: round({}).keys, nowMs: NOW + 9999 };
  // it may delete what the batch holds: without it that would be there again
  expect((await cleanBatch(marked, later)).bytes).toBe(marked.bytes);
});
