import { LeaderEpochs, ProducerStates } from '@yak/records';
import { recoverSegments } from '../../../../libs/storage/src/log/recover-segments';
import { failing, noDiskFaults } from '@yak/simulation';
import { Segment } from '../../../../libs/storage/src/log/segment';
import { testBatch } from '../../../support/storage/batches';
import { logSurroundings } from '../../../support/storage/log-surroundings';
import { SimulatedStorage } from '../../../support/storage/simulated-storage';

const SIZE = testBatch(0).bytes.length;

async function recovered(options: {
  bases: number[];
  recoveryPoint?: number;
  harm?: (storage: SimulatedStorage) => void;
}) {
  const storage = new SimulatedStorage('recover');
  const segments = options.bases.map((base) => {
    const segment = new Segment('/p', base, 0);
    storage.disk.replaceContent(
      segment.logPath,
      Buffer.concat(Array.from({ length: 5 }, (_, i) => testBatch(base + i).bytes)),
    );
    return segment;
  });
  options.harm?.(storage);
  for (const segment of segments) {
    segment.sizeInBytes = storage.disk.contentOf(segment.logPath)?.length ?? 0;
    segment.isCreated = true;
  }
  const facts = await storage.run(
    recoverSegments({
      surroundings: logSurroundings(storage),
      segments,
      first: 0,
      recoveryPoint: options.recoveryPoint ?? 0,
      indexIntervalBytes: 100,
      producers: new ProducerStates(),
      leaderEpochs: new LeaderEpochs(),
    }),
  );
  return { facts, end: segments.at(-1)?.nextOffset, paths: storage.disk.paths() };
}
const log = (base: number): string => `/p/${String(base).padStart(20, '0')}.log`;
const cut = (path: string, bytes: number) => (storage: SimulatedStorage) => {
  storage.disk.replaceContent(path, (storage.disk.contentOf(path) ?? Buffer.alloc(0)).subarray(0, bytes));
};

test('sound segments stay as they are', async () => {
  const { facts, end } = await recovered({ bases: [0, 5] });
  expect([facts, end]).toEqual([{ bytesScanned: 10 * SIZE, bytesCut: 0, segmentsDeleted: 0, corruptBatches: 0 }, 10]);
});

test('behind a torn batch the file ends and later segments go', async () => {
  const { facts, end, paths } = await recovered({ bases: [0, 5, 10], harm: cut(log(5), 2 * SIZE + 7) });
  const logs = paths.filter((path) => path.endsWith('.log'));
  expect([facts.bytesCut, facts.segmentsDeleted, end, logs]).toEqual([7 + 5 * SIZE, 1, 7, [log(0), log(5)]]);
  expect(paths).toContain(log(0).replace('.log', '.timeindex')); // nobody would write what a closed segment lacks later
});

test('a segment behind a lost one is no part of the prefix', async () => {
  const { facts, end } = await recovered({ bases: [0, 10] });
  expect([facts.segmentsDeleted, end]).toEqual([1, 5]);
});

test('above the recovery point a wrong CRC ends the log; below it the batch stays and is counted', async () => {
  const harm = (storage: SimulatedStorage): void => storage.disk.flipBit(log(0), (2 * SIZE + 70) * 8);
  expect(await recovered({ bases: [0], harm })).toMatchObject({ end: 2, facts: { corruptBatches: 0 } });
  expect(await recovered({ bases: [0], harm, recoveryPoint: 5 })).toMatchObject({
    end: 5,
    facts: { corruptBatches: 1, bytesCut: 0 },
  });
});

test('below the recovery point nothing is cut while sound batches follow; a lost end is', async () => {
  const harm = (storage: SimulatedStorage): void => storage.disk.flipBit(log(0), (2 * SIZE + 8) * 8 + 5);
  await expect(recovered({ bases: [0], harm, recoveryPoint: 5 })).rejects.toMatchObject({
    code: 'YAK_STORAGE_CORRUPT',
  });
  expect(await recovered({ bases: [0], harm: cut(log(0), 3 * SIZE), recoveryPoint: 5 })).toMatchObject({ end: 3 });
  expect(await recovered({ bases: [0], harm: cut(log(0), 3 * SIZE + 5), recoveryPoint: 5 })).toMatchObject({ end: 3 });
});

async function afterFailedSync(flushMode: 'batch' | 'os', recoveryPoint: number) {
  const storage = new SimulatedStorage('failed sync');
  const content = Buffer.concat(Array.from({ length: 50 }, (_, i) => testBatch(i, { valueBytes: 500 }).bytes));
  const lost = storage.disk.process();
  const file = await storage.run(lost.open(log(0), 'create'));
  await storage.run(lost.syncDirectory('/').then(() => lost.syncDirectory('/p')));
  await storage.run(file.writeGathered([content], 0));
  storage.disk.faults = failing('sync', 'EIO');
  await expect(storage.run(file.sync())).rejects.toMatchObject({ errno: 'EIO' });
  storage.disk.faults = noDiskFaults;
  storage.disk.killProcess();
  const segment = new Segment('/p', 0, 0);
  Object.assign(segment, { sizeInBytes: content.length, isCreated: true });
  await storage.run(
    recoverSegments({
      surroundings: logSurroundings(storage, flushMode),
      segments: [segment],
      first: 0,
      recoveryPoint,
      indexIntervalBytes: 100,
      producers: new ProducerStates(),
      leaderEpochs: new LeaderEpochs(),
    }),
  );
  storage.disk.crash();
  return { end: segment.nextOffset, isSaved: storage.disk.contentOf(log(0))?.equals(content) };
}

test.each([
  ['batch', 0, true],
  ['batch', 25, false], // bytes below the recovery point are trusted
  ['os', 0, false],
] as const)(
  'with %s and recovery from %i on, what a failed sync left in memory alone is saved before it counts: %s',
  async (flushMode, recoveryPoint, isSaved) => {
    expect(await afterFailedSync(flushMode, recoveryPoint)).toEqual({ end: 50, isSaved });
  },
);
