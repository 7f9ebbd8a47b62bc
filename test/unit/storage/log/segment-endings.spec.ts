import { LogTurns } from '../../../../libs/storage/src/log/log-turns';
import { Segment } from '../../../../libs/storage/src/log/segment';
import { SegmentEndings } from '../../../../libs/storage/src/log/segment-endings';
import { failing } from '@yak/simulation';
import { testBatch } from '../../../support/storage/batches';
import { logSurroundings } from '../../../support/storage/log-surroundings';
import { SimulatedStorage } from '../../../support/storage/simulated-storage';

function ended(storage: SimulatedStorage, base: number): Segment {
  const segment = new Segment('/p', base, 0);
  const { header, bytes } = testBatch(base);
  segment.add(header, 0);
  segment.indexTime();
  segment.isCreated = true;
  segment.isEnding = true;
  storage.disk.replaceContent(segment.logPath, bytes);
  return segment;
}

test('what a segment lacks is saved behind the appends, one segment after the other, and told when it is durable', async () => {
  const storage = new SimulatedStorage('endings');
  const surroundings = logSurroundings(storage);
  const saved: number[] = [];
  const endings = new SegmentEndings(surroundings, new LogTurns(surroundings), ({ nextOffset }) =>
    saved.push(nextOffset),
  );
  const segments = [ended(storage, 0), ended(storage, 1)];
  endings.count = 2;
  for (const segment of segments) await storage.run(endings.begin(segment, Buffer.from('snapshot')));
  expect([saved, endings.count]).toEqual([[1], 1]);
  await storage.run(endings.settled());
  expect([saved, endings.count, segments.every(({ isNameDurable, isEnding }) => isNameDurable && !isEnding)]).toEqual([
    [1, 2],
    0,
    true,
  ]);
  storage.disk.crash();
  for (const suffix of ['log', 'timeindex', 'snapshot'])
    expect(storage.disk.paths().filter((path) => path.endsWith(suffix))).toHaveLength(2);
});

test('a disk that fails meanwhile takes the directory offline and tells nobody that it was saved', async () => {
  const storage = new SimulatedStorage('endings fail');
  const surroundings = logSurroundings(storage);
  const saved: Segment[] = [];
  const endings = new SegmentEndings(surroundings, new LogTurns(surroundings), (segment) => saved.push(segment));
  const segment = ended(storage, 0);
  storage.disk.faults = failing('sync', 'EIO');
  await storage.run(endings.begin(segment, Buffer.alloc(0)));
  await storage.run(endings.settled());
  expect([saved, surroundings.failure?.code]).toEqual([[], 'YAK_STORAGE_IO']);
});
