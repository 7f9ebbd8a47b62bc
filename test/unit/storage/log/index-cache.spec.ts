import { IndexCache } from '../../../../libs/storage/src/log/index-cache';
import { Segment } from '../../../../libs/storage/src/log/segment';
import { testBatch } from '../../../support/storage/batches';
import { logSurroundings } from '../../../support/storage/log-surroundings';
import { SimulatedStorage } from '../../../support/storage/simulated-storage';

test('indexes of the segments used last stay within the limit; a growing segment keeps its own', async () => {
  const storage = new SimulatedStorage('index cache');
  const { disk, files } = logSurroundings(storage);
  const cache = new IndexCache(disk, files, 300);
  const segments = Array.from({ length: 6 }, (_, i) => {
    const segment = new Segment('/p', i * 10, 0);
    const batches = Array.from({ length: 5 }, (_each, j) => testBatch(i * 10 + j));
    for (const { header } of batches) segment.add(header, 10);
    storage.disk.replaceContent(segment.logPath, Buffer.concat(batches.map(({ bytes }) => bytes)));
    if (i < 5) segment.indexes = null;
    return segment;
  });
  for (const segment of segments) {
    const { offsets } = await storage.run(cache.indexesOf(segment, 10));
    expect(offsets.table.count).toBe(4);
  }
  expect(segments.map(({ indexes }) => indexes !== null)).toEqual([false, false, false, false, true, true]);
  const [kept] = segments.slice(4);
  if (kept === undefined) throw new Error('no segment');
  cache.release(kept);
  cache.drop(kept);
  expect(kept.indexes).not.toBe(null);
});
