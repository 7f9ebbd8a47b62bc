import { loadIndexes, removeIndexes, saveIndexes } from '../../../../libs/storage/src/log/segment-files';
import { Segment } from '../../../../libs/storage/src/log/segment';
import { testBatch } from '../../../support/storage/batches';
import { logSurroundings } from '../../../support/storage/log-surroundings';
import { SimulatedStorage } from '../../../support/storage/simulated-storage';

async function saved(seed: string) {
  const storage = new SimulatedStorage(seed);
  const { disk, files } = logSurroundings(storage);
  const segment = new Segment('/p', 0, 0);
  const batches = Array.from({ length: 10 }, (_, i) => testBatch(i));
  for (const { header } of batches) segment.add(header, 100);
  segment.indexTime();
  segment.indexes?.aborted.push({ producerId: 1, firstOffset: 2, lastOffset: 3, lastStableOffset: 4 });
  storage.disk.replaceContent(segment.logPath, Buffer.concat(batches.map(({ bytes }) => bytes)));
  await storage.run(saveIndexes(disk, segment));
  const whole = segment.indexes;
  if (whole === null) throw new Error('no indexes');
  return { storage, disk, files, segment, whole };
}

test('what was saved is loaded, without padding; saving again adds only what is new', async () => {
  const { storage, disk, files, segment, whole } = await saved('save');
  expect(storage.disk.contentOf(segment.path('index'))?.equals(whole.offsets.table.content)).toBe(true);
  expect(await storage.run(loadIndexes(disk, files, segment, 100))).toMatchObject({ aborted: whole.aborted });
  segment.add(testBatch(10, { timestampMs: 9000 }).header, 0);
  await storage.run(saveIndexes(disk, segment));
  expect(storage.disk.contentOf(segment.path('timeindex'))?.equals(whole.times.table.content)).toBe(true);
  await storage.run(removeIndexes(disk, segment));
  expect(storage.disk.paths()).toEqual([segment.logPath]);
});

test.each(['index', 'timeindex'] as const)(
  'an %s that is missing, emptied, cut or padded is built anew from the log',
  async (suffix) => {
    const { storage, disk, files, segment, whole } = await saved(`rebuild ${suffix}`);
    const content = storage.disk.contentOf(segment.path(suffix)) ?? Buffer.alloc(0);
    for (const harmed of [null, Buffer.alloc(0), content.subarray(0, -1), Buffer.concat([content, Buffer.alloc(11)])]) {
      if (harmed === null) storage.disk.removeContent(segment.path(suffix));
      else storage.disk.replaceContent(segment.path(suffix), harmed);
      const { offsets, times } = await storage.run(loadIndexes(disk, files, segment, 100));
      expect([
        offsets.table.content.equals(whole.offsets.table.content),
        times.table.content.equals(whole.times.table.content),
      ]).toEqual([true, true]);
    }
  },
);

test('a harmed transaction index is refused: nothing else tells its aborted transactions', async () => {
  const { storage, disk, files, segment } = await saved('txnindex');
  storage.disk.replaceContent(segment.path('txnindex'), Buffer.alloc(20));
  await expect(storage.run(loadIndexes(disk, files, segment, 100))).rejects.toMatchObject({
    code: 'YAK_STORAGE_CORRUPT',
  });
});
