import { defaultLogSettings } from '@yak/storage';
import { Segment } from '../../../../libs/storage/src/log/segment';
import { SegmentRemoval } from '../../../../libs/storage/src/log/segment-removal';
import { testBatch } from '../../../support/storage/batches';
import { logSurroundings } from '../../../support/storage/log-surroundings';
import { SimulatedStorage } from '../../../support/storage/simulated-storage';

function shrinking(storage: SimulatedStorage) {
  const surroundings = logSurroundings(storage);
  const segments = [0, 1, 2].map((base) => {
    const segment = new Segment('/p', base, 0);
    segment.add(testBatch(base, { timestampMs: storage.clock.wallMs() - 1000 }).header, 100);
    segment.isCreated = true;
    storage.disk.replaceContent(segment.logPath, testBatch(base).bytes);
    return segment;
  });
  storage.disk.replaceContent('/p/00000000000000000001.snapshot', Buffer.from('x'));
  const told: string[] = [];
  const log = {
    segments,
    directory: '/p',
    settings: { ...defaultLogSettings, retentionMs: 500, retentionBytes: null as number | null },
    highWatermark: 2,
    logStartOffset: 0,
    indexIntervalBytes: 100,
    get active() {
      return segments.at(-1) ?? new Segment('/p', 0, 0);
    },
    rollNow: () => {
      told.push('rolled');
      segments.push(new Segment('/p', 3, 0));
      return Promise.resolve();
    },
    moveLogStart: (offset: number) => void told.push(`starts at ${offset}`),
    segmentsRemoved: (bytes: number) => void told.push(`removed ${bytes > 0}`),
  };
  return { removal: new SegmentRemoval(log, surroundings), log, told, surroundings };
}

test('segments that may go are renamed away with all their files, and removed later', async () => {
  const storage = new SimulatedStorage('removal');
  const { removal, log, told, surroundings } = shrinking(storage);
  await storage.run(removal.run('all'));
  expect(told).toEqual(['starts at 2', 'removed true']);
  expect(log.segments.map(({ baseOffset }) => baseOffset)).toEqual([2]);
  expect(storage.disk.paths()).toEqual([
    '/p/00000000000000000000.log.deleted',
    '/p/00000000000000000001.log.deleted',
    '/p/00000000000000000001.snapshot.deleted',
    '/p/00000000000000000002.log',
  ]);
  expect(surroundings.removed).toHaveLength(3);
});

test('the log is rolled first where all may go; nothing goes by age when only the log start counts', async () => {
  const storage = new SimulatedStorage('removal of all');
  const { removal, log, told } = shrinking(storage);
  await storage.run(removal.run('log start'));
  expect(told).toEqual([]);
  log.highWatermark = 3;
  await storage.run(removal.run('all'));
  expect(told).toEqual(['rolled', 'starts at 3', 'removed true']);
});

test('restarted, a log has one empty segment whose file tells where it begins', async () => {
  const storage = new SimulatedStorage('restart');
  const { removal, log } = shrinking(storage);
  const producers = await storage.run(removal.restartAt(90));
  expect([producers.isEmpty, log.segments.map(({ baseOffset }) => baseOffset)]).toEqual([true, [90]]);
  expect(storage.disk.contentOf('/p/00000000000000000090.log')?.length).toBe(0);
});
