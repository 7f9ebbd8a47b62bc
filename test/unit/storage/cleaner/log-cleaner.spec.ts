import { leaderEpoch, type Offset, offset } from '@yak/model';
import { encodePlainBatch, placeBatch, type ProducedBatch, readBatchHeader } from '@yak/records';
import { failing, noDiskFaults } from '@yak/simulation';
import { defaultCleanerSettings } from '@yak/storage';
import { COMPACTED, CompactedLog, filledLog } from '../../../support/storage/compacted-log';
import { DATA } from '../../../support/storage/simulated-storage';

/** Goes on until a pass is writing. */
async function inPass(compacted: CompactedLog): Promise<void> {
  while (!compacted.names().some((name) => name.endsWith('.cleaned'))) await compacted.storage.events(1);
}

describe('which logs are cleaned', () => {
  test.each([
    ['one that is dirty enough', {}, {}, true],
    ['none that is clean enough', { minCleanableDirtyRatio: 1 }, {}, false],
    [
      'one whose oldest record waits beyond the largest lag',
      { minCleanableDirtyRatio: 1, maxCompactionLagMs: 1500 },
      {},
      true,
    ],
    ['none whose records are younger than the least lag', { minCompactionLagMs: 60_000 }, {}, false],
    ['none that is not compacted', { cleanupPolicy: ['delete'] as const }, {}, false],
    ['none where the cleaner is off', {}, { isEnabled: false }, false],
    ['one that is compacted and deleted', { cleanupPolicy: ['delete', 'compact'] as const }, {}, true],
  ])('%s', async (why, settings, cleaner, isCleaned) => {
    const compacted = await filledLog(why, settings, cleaner);
    const before = await compacted.count();
    await compacted.clean();
    expect((await compacted.count()) < before).toBe(isCleaned);
    expect(compacted.storage.disk.contentOf(`${DATA}/cleaner-offset-checkpoint`) !== null).toBe(isCleaned);
  });
});

test('how far a log is clean is known after a restart, and it is not cleaned again', async () => {
  const compacted = await filledLog('checkpoint');
  await compacted.clean();
  await compacted.restart();
  const names = compacted.names();
  const { operations } = compacted.storage.disk;
  await compacted.storage.pass(1500);
  expect([compacted.names(), compacted.storage.disk.operations - operations]).toEqual([names, 0]);
});

test('deletion by time goes on beside compaction', async () => {
  const compacted = await filledLog('both', { cleanupPolicy: ['delete', 'compact'], retentionMs: 5000 });
  await compacted.pass(310_000);
  expect(compacted.log.logStartOffset).toBe(compacted.log.logEndOffset);
});

describe('a pass gives way', () => {
  test('to truncation, and what is left of the log is sound', async () => {
    const compacted = await filledLog('truncate');
    await inPass(compacted);
    await compacted.storage.run(compacted.log.truncateTo(offset(20)));
    expect(compacted.log.logEndOffset).toBeLessThanOrEqual(20);
    expect(compacted.names().filter((name) => name.endsWith('.cleaned'))).toEqual([]);
    expect(compacted.log.isOffline).toBe(false);
  });

  test('to truncation behind what is clean: the checkpoint says so before bytes go', async () => {
    const compacted = await filledLog('truncate clean');
    await compacted.clean();
    await compacted.storage.run(compacted.log.truncateTo(offset(12)));
    const checkpoint = compacted.storage.disk.contentOf(`${DATA}/cleaner-offset-checkpoint`)?.toString() ?? '';
    expect(Number(checkpoint.trim().split(' ').at(-1))).toBeLessThanOrEqual(12);
  });

  test('to the deletion of its log', async () => {
    const compacted = await filledLog('delete');
    await inPass(compacted);
    await compacted.delete();
    await compacted.pass(5000);
    expect([compacted.names(), compacted.isOffline]).toEqual([[], false]);
  });

  test('to close: the next start finds the same log', async () => {
    const compacted = await filledLog('close');
    await inPass(compacted);
    await compacted.restart();
    expect(compacted.names().filter((name) => /cleaned|swap/.test(name))).toEqual([]);
    expect(await compacted.fault()).toBeNull();
  });

  test('even while it waits for the speed limit', async () => {
    const compacted = await filledLog('slow', {}, { bytesPerSecondMax: 1 });
    await compacted.pass(20_000);
    const startMs = compacted.storage.clock.monotonicMs();
    await compacted.restart();
    expect(compacted.storage.clock.monotonicMs() - startMs).toBeLessThan(100);
    expect(await compacted.fault()).toBeNull();
  });
});

test('the speed limit holds for what is read and written', async () => {
  const compacted = await filledLog('limit', {}, { bytesPerSecondMax: 500, bufferBytes: 8192 });
  const sizeBefore = compacted.log.sizeInBytes;
  const before = await compacted.count();
  await compacted.pass((sizeBefore / 500 / 2) * 1000);
  expect(await compacted.count()).toBe(before);
  await compacted.pass(((3 * sizeBefore) / 500) * 1000 + 3000);
  expect(await compacted.count()).toBeLessThan(before);
});

test.each(['write', 'sync', 'rename', 'read'] as const)(
  'a failing %s in a pass takes the directory offline; the next start finds the same log',
  async (kind) => {
    const compacted = await filledLog(`failing ${kind}`);
    if (kind !== 'read') await inPass(compacted);
    compacted.storage.disk.faults = failing(kind, 'EIO');
    await compacted.pass(5000);
    expect(compacted.isOffline).toBe(true);
    compacted.storage.disk.faults = noDiskFaults;
    await compacted.crash();
    expect(await compacted.fault()).toBeNull();
  },
);

test.each(['write', 'sync'] as const)(
  'a full disk (%s) ends a pass, whose copy goes; the log goes on',
  async (kind) => {
    const compacted = await filledLog(`full at ${kind}`);
    const before = await compacted.count();
    compacted.storage.disk.faults = failing(kind, 'ENOSPC', { path: /\.cleaned$/, shortWriteBytes: 100 });
    await compacted.clean();
    expect([compacted.isOffline, compacted.names().filter((name) => name.endsWith('.cleaned'))]).toEqual([false, []]);
    await compacted.append([{ key: 'a', value: 'goes on' }]);
    expect([await compacted.count(), await compacted.fault()]).toEqual([before + 1, null]);
    compacted.storage.disk.faults = noDiskFaults;
    await compacted.restart();
    await compacted.clean();
    expect(await compacted.count()).toBeLessThan(before);
  },
);

test('a log with a harmed batch is left alone, and the others are cleaned', async () => {
  const compacted = await filledLog('harmed');
  const path = `${DATA}/orders-0/${'0'.repeat(20)}.log`;
  compacted.storage.disk.flipBit(path, 8 * 100);
  const names = compacted.names();
  await compacted.clean();
  await compacted.clean();
  expect([compacted.names(), compacted.isOffline]).toEqual([names, false]);
});

test('a segment whose end is still being saved is left for the next pass: its index would land beside the cleaned log', async () => {
  const faults = [];
  for (let round = 0; round < 60; round += 1) {
    const compacted = new CompactedLog(`ending ${round}`, { segmentBytes: 400 });
    await compacted.open();
    await compacted.append([{ key: 'a', value: 'a'.repeat(90) }]);
    await compacted.append([{ key: 'a', value: 'b'.repeat(90) }]);
    await compacted.storage.pass(1000); // the cleaner looks at the logs now, and meanwhile the segment is rolled
    await compacted.append([{ key: 'a', value: 'c'.repeat(90) }]);
    await compacted.clean();
    faults.push(await compacted.fault(), await compacted.filesFault());
  }
  expect(faults.filter((fault) => fault !== null)).toEqual([]);
}, 20_000);

test('a log whose indexes cannot be read is left alone, and the others are cleaned', async () => {
  const settings = { ...COMPACTED, minCompactionLagMs: 1 };
  const compacted = await filledLog('harmed index', settings);
  await compacted.close();
  const { storage } = compacted;
  const name = compacted.names().find((each) => each.endsWith('.txnindex')) ?? '';
  storage.disk.replaceContent(`${DATA}/orders-0/${name}`, Buffer.alloc(20, 7));
  const cleaner = { ...defaultCleanerSettings, backoffMs: 1000 };
  const directory = await storage.open({ settings, cleaner });
  const log = await storage.log(directory, settings, 'others');
  for (let i = 0; i < 20; i += 1) {
    log.append(keyedBatch(log.nextOffset));
    await storage.run(log.flush());
  }
  log.setHighWatermark(log.logEndOffset);
  const { sizeInBytes } = log;
  await storage.pass(5000);
  expect([log.sizeInBytes < sizeInBytes, directory.isOffline]).toEqual([true, false]);
});

function keyedBatch(baseOffset: Offset): ProducedBatch {
  const bytes = encodePlainBatch({ records: [{ timestampMs: 1, key: Buffer.from('k'), value: Buffer.alloc(50) }] });
  const header = readBatchHeader(bytes);
  if (header === null) throw new Error('a batch has a header');
  placeBatch({ bytes, header }, { baseOffset, leaderEpoch: leaderEpoch(1) });
  return { bytes, header };
}
