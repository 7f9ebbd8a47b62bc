import { encodePlainBatch, encodeTransactionMarker, readBatchHeader } from '@yak/records';
import { crcOf } from '../../../../libs/records/src/check-batch';
import { buildKeyMap, type KeySource } from '../../../../libs/storage/src/cleaner/build-key-map';
import { KeyMap } from '../../../../libs/storage/src/cleaner/key-map';
import type { StoredBatch } from '../../../../libs/storage/src/cleaner/walk-segment';
import { Segment } from '../../../../libs/storage/src/log/segment';

function stored(bytes: Buffer): StoredBatch {
  const header = readBatchHeader(bytes);
  if (header === null) throw new Error('no header');
  return { bytes, header };
}

const batch = (baseOffset: number, ...keys: (string | null)[]): StoredBatch =>
  stored(
    encodePlainBatch({
      baseOffset,
      records: keys.map((key) => ({ timestampMs: 1, key: key === null ? null : Buffer.from(key) })),
    }),
  );

function source(batches: readonly StoredBatch[], more: Partial<KeySource> = {}): KeySource {
  return {
    segments: [new Segment('/p', 0, 0)],
    firstDirtyOffset: 0,
    endOffset: 50,
    batches: async function* () {
      yield* batches;
      await Promise.resolve();
    },
    isAborted: () => false,
    ...more,
  };
}

const roomy = (loadFactor = 0.9): KeyMap => new KeyMap({ memoryBytesMax: 1_000_000, loadFactor, logBytes: 1, seed: 1 });
const newest = (map: KeyMap, ...keys: readonly string[]): (number | null)[] =>
  keys.map((key) => map.newestOffset(Buffer.from(key), 0, 1));

test('the newest offset of every key of the dirty part is in the map, up to its end', async () => {
  const map = roomy();
  const batches = [batch(0, 'a', 'b', 'c'), batch(10, 'a', null, 'b')];
  expect(await buildKeyMap(map, source(batches, { firstDirtyOffset: 2 }))).toBe(50);
  expect(newest(map, 'a', 'b', 'c')).toEqual([10, 12, 2]);
});

test('aborted records and markers are no news of a key', async () => {
  const map = roomy();
  const marker = encodeTransactionMarker(
    { type: 'commit', coordinatorEpoch: 0 },
    { producerId: 1, producerEpoch: 0 },
    1,
  );
  const batches = [batch(0, 'a'), batch(1, 'a'), stored(marker)];
  await buildKeyMap(map, source(batches, { isAborted: ({ baseOffset }) => baseOffset === 1 }));
  expect([newest(map, 'a'), map.count]).toEqual([[0], 1]);
});

test('where the map is full, the offset of the first record without room is where it ends', async () => {
  const map = roomy(0.002); // one key
  expect(await buildKeyMap(map, source([batch(0, 'a', 'a', 'b', 'a')]))).toBe(2);
  expect(newest(map, 'a')).toEqual([1]);
});

test('a batch whose records cannot all be read enters no key', async () => {
  const map = roomy();
  const { bytes } = batch(0, 'a', 'b');
  bytes.writeInt32BE(3, 57);
  bytes.writeUInt32BE(crcOf(bytes, 0, bytes.length), 17);
  expect(await buildKeyMap(map, source([stored(bytes)]))).toBe(50);
  expect(map.count).toBe(0);
});
