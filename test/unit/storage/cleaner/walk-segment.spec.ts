import { Segment } from '../../../../libs/storage/src/log/segment';
import { walkSegment } from '../../../../libs/storage/src/cleaner/walk-segment';
import { testBatch } from '../../../support/storage/batches';
import { logSurroundings } from '../../../support/storage/log-surroundings';
import { SimulatedStorage } from '../../../support/storage/simulated-storage';

function segmentOf(storage: SimulatedStorage, bytes: Buffer): Segment {
  const segment = new Segment('/p', 0, 0);
  storage.disk.replaceContent(segment.logPath, bytes);
  segment.sizeInBytes = bytes.length;
  segment.nextOffset = sizes.length;
  return segment;
}

async function walked(
  storage: SimulatedStorage,
  segment: Segment,
  chunkBytes: number,
): Promise<{ offsets: number[]; reads: number[] }> {
  const { files } = logSurroundings(storage);
  const offsets: number[] = [];
  const reads: number[] = [];
  const spent = (bytes: number): Promise<void> => {
    reads.push(bytes);
    return Promise.resolve();
  };
  const epochAt = (offset: number): number | null => (offset === 2 ? null : 1);
  for await (const { header } of walkSegment(segment, { files, chunkBytes, spent, epochAt }))
    offsets.push(header.baseOffset);
  return { offsets, reads };
}

const sizes = [20, 3000, 1, 20, 500];
const log = Buffer.concat(sizes.map((valueBytes, i) => testBatch(i, { valueBytes }).bytes));

/** Where a batch starts. */
function start(index: number): number {
  return sizes.slice(0, index).reduce((sum, valueBytes, i) => sum + testBatch(i, { valueBytes }).bytes.length, 0);
}

test.each([61, 100, 1000, 100_000])(
  'every batch comes once, read %i bytes at a time or as many as one takes',
  async (chunkBytes) => {
    const storage = new SimulatedStorage('walk');
    const { offsets, reads } = await storage.run(walked(storage, segmentOf(storage, log), chunkBytes));
    expect(offsets).toEqual([0, 1, 2, 3, 4]);
    expect(Math.max(...reads)).toBeLessThanOrEqual(Math.max(chunkBytes, 3100));
  },
);

test.each([
  ['a flipped bit', (bytes: Buffer) => (bytes[200] = (bytes[200] ?? 0) ^ 1), log.length],
  ['a length of nothing', (bytes: Buffer) => bytes.writeInt32BE(-20, 8), log.length],
  ['a last batch that is cut', () => undefined, log.length - 3],
  ['a base offset before the segment', (bytes: Buffer) => bytes.writeInt32BE(-1, 0), log.length],
  ['a base offset that comes twice', (bytes: Buffer) => bytes.writeInt32BE(0, start(1) + 4), log.length],
  ['a base offset behind the segment', (bytes: Buffer) => bytes.writeInt32BE(9, start(4) + 4), log.length],
  ['a leader epoch of another time', (bytes: Buffer) => bytes.writeInt32BE(3, start(1) + 12), log.length],
])('%s is no batch to clean', async (_, harm, length) => {
  const storage = new SimulatedStorage('harm');
  const bytes = Buffer.from(log.subarray(0, length));
  harm(bytes);
  await expect(storage.run(walked(storage, segmentOf(storage, bytes), 1000))).rejects.toMatchObject({
    code: 'YAK_STORAGE_CORRUPT',
  });
});

test('a file shorter than its segment is corrupt, and not walked for ever', async () => {
  const storage = new SimulatedStorage('short');
  const segment = segmentOf(storage, log);
  segment.sizeInBytes += 100;
  await expect(storage.run(walked(storage, segment, 1000))).rejects.toMatchObject({ code: 'YAK_STORAGE_CORRUPT' });
});
