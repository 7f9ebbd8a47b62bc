import { leaderEpoch, offset } from '@yak/model';
import { defaultLogSettings, type LogSettings } from '@yak/storage';
import { openLog } from '../../../../libs/storage/src/directory/open-log';
import type { SegmentedLog } from '../../../../libs/storage/src/log/segmented-log';
import { testBatch, testMarker } from '../../../support/storage/batches';
import { logSurroundings } from '../../../support/storage/log-surroundings';
import { SimulatedStorage } from '../../../support/storage/simulated-storage';

const settings: LogSettings = { ...defaultLogSettings, segmentBytes: 400, indexIntervalBytes: 100 };

async function fresh(storage: SimulatedStorage, flushMode: 'batch' | 'os' = 'batch'): Promise<SegmentedLog> {
  const origin = { wasClean: true, recoveryPoint: 0, logStartOffset: 0, highWatermark: 0, settings };
  return (await storage.run(openLog(logSurroundings(storage, flushMode), '/p', [], origin))).log;
}

async function filled(storage: SimulatedStorage, count = 20): Promise<SegmentedLog> {
  const log = await fresh(storage);
  for (let at = 0; at < count; at += 1) log.append(testBatch(at, { epoch: 1 + Math.floor(at / 8) }));
  await storage.run(log.flush());
  return log;
}

describe('a partition log', () => {
  test('the log end counts what is durable; the next offset what was appended; the listener hears once per write', async () => {
    const storage = new SimulatedStorage('ends');
    const log = await fresh(storage);
    let heard = 0;
    log.onAdvanced(() => (heard += 1));
    for (const at of [0, 1, 2]) log.append(testBatch(at));
    expect([log.nextOffset, log.logEndOffset, log.pendingSizeInBytes > 0]).toEqual([3, 0, true]);
    await storage.run(log.flush());
    expect([log.logEndOffset, log.recoveryPoint, log.pendingSizeInBytes, heard]).toEqual([3, 3, 0, 1]);
  });

  test('in os mode a write counts before it is durable, and flush makes it so', async () => {
    const storage = new SimulatedStorage('os mode');
    const log = await fresh(storage, 'os');
    log.append(testBatch(0));
    while (log.logEndOffset < 1) await storage.events(1);
    expect(log.recoveryPoint).toBe(0);
    await storage.run(log.flush());
    expect(log.recoveryPoint).toBe(1);
  });

  test('too much that waits for the disk is refused before anything changes', async () => {
    const storage = new SimulatedStorage('backlog');
    const log = await fresh(storage);
    log.append(testBatch(0, { valueBytes: 990_000 }));
    const refused = testBatch(1, {
      valueBytes: 20_000,
      producer: { producerId: 5, producerEpoch: 0, baseSequence: 0 },
    });
    expect(() => log.append(refused)).toThrow(expect.objectContaining({ code: 'YAK_STORAGE_BACKLOG' }) as Error);
    expect([log.nextOffset, log.producers.isEmpty]).toEqual([1, true]);
    await storage.run(log.flush());
    log.append(refused);
    expect(log.nextOffset).toBe(2);
  });

  test('the leader epoch is durable before the first batch of it is written, and costs nothing before', async () => {
    const storage = new SimulatedStorage('epoch');
    const log = await fresh(storage);
    await log.beginEpoch(leaderEpoch(7));
    expect(log.leaderEpochs.latest()).toEqual({ epoch: 7, startOffset: 0 });
    expect(storage.disk.paths()).toEqual([]);
    log.append(testBatch(0, { epoch: 7 }));
    while (storage.disk.contentOf('/p/00000000000000000000.log') === null) await storage.events(1);
    expect(storage.disk.contentOf('/p/leader-epoch-checkpoint')?.toString()).toBe('0\n1\n7 0\n');
  });

  test.each([19, 13, 8, 5, 1])(
    'truncated to offset %i it is as if no more had ever been appended, also after a power cut',
    async (end) => {
      const storage = new SimulatedStorage(`truncate ${end}`);
      const log = await filled(storage);
      log.setHighWatermark(offset(15));
      await storage.run(log.truncateTo(offset(end)));
      expect([log.nextOffset, log.logEndOffset, log.highWatermark, log.recoveryPoint <= end]).toEqual([
        end,
        end,
        Math.min(15, end),
        true,
      ]);
      expect(log.leaderEpochs.latest()?.epoch).toBe(1 + Math.floor((end - 1) / 8));
      const other = testBatch(end, { epoch: 9, valueBytes: 3 });
      log.append(other);
      await storage.run(log.flush());
      const slice = await storage.run(
        Promise.resolve(
          log.read({ startOffset: offset(end), endOffsetExclusive: offset(99), bytesMax: 999, wholeFirstBatch: true }),
        ),
      );
      expect(Buffer.concat([...slice.records]).equals(other.bytes)).toBe(true);
      await storage.run(storage.disk.process().syncDirectory('/'));
      storage.disk.crash();
      const names = storage.disk.paths().map((path) => path.slice('/p/'.length));
      const origin = { wasClean: false, recoveryPoint: 0, logStartOffset: 0, highWatermark: 0, settings };
      const { log: again } = await storage.run(openLog(logSurroundings(storage), '/p', names, origin));
      expect([again.logEndOffset, again.leaderEpochs.entries]).toEqual([end + 1, log.leaderEpochs.entries]);
    },
  );

  test('truncated fully it begins anew at the offset that it is given', async () => {
    const storage = new SimulatedStorage('fully');
    const log = await filled(storage);
    await storage.run(log.truncateFully(offset(500)));
    expect([log.logStartOffset, log.nextOffset, log.highWatermark, log.sizeInBytes, log.leaderEpochs.latest()]).toEqual(
      [500, 500, 500, 0, null],
    );
    log.append(testBatch(500));
    await storage.run(log.flush());
    expect(log.logEndOffset).toBe(501);
  });

  test('deleted records are gone for reads at once, whole segments of them from disk', async () => {
    const storage = new SimulatedStorage('delete records');
    const log = await filled(storage);
    log.setHighWatermark(offset(20));
    const sizeBefore = log.sizeInBytes;
    await storage.run(log.advanceLogStart(offset(10)));
    expect([log.logStartOffset, log.sizeInBytes < sizeBefore, (log.segments[0]?.baseOffset ?? 99) <= 10]).toEqual([
      10,
      true,
      true,
    ]);
    expect(log.leaderEpochs.entries[0]).toEqual({ epoch: 2, startOffset: 10 });
  });

  test('retention that takes all leaves an empty log that goes on at its end', async () => {
    const storage = new SimulatedStorage('retention');
    const log = await filled(storage);
    log.setHighWatermark(offset(20));
    log.configure({ ...settings, retentionMs: 1 });
    await storage.run(log.enforceRetention());
    expect([log.logStartOffset, log.logEndOffset, log.sizeInBytes, log.segments.length]).toEqual([20, 20, 0, 1]);
    expect(storage.disk.contentOf('/p/00000000000000000020.log')?.length).toBe(0);
    log.configure({ ...settings, retentionMs: 1, cleanupPolicy: ['compact'] });
    log.append(testBatch(20));
    await storage.run(log.flush());
    log.setHighWatermark(offset(21));
    await storage.run(log.enforceRetention());
    expect(log.logStartOffset).toBe(20);
  });

  test('an aborted transaction is told to readers of committed records, across segments and a restart', async () => {
    const storage = new SimulatedStorage('aborted');
    const log = await fresh(storage);
    const producer = { producerId: 4, producerEpoch: 0, baseSequence: 0 };
    log.append(testBatch(0));
    log.append(testBatch(1, { producer, isTransactional: true }));
    log.setHighWatermark(offset(1));
    for (let at = 2; at < 8; at += 1) log.append(testBatch(at));
    await storage.run(log.flush());
    log.setHighWatermark(offset(8));
    expect(log.lastStableOffset).toBe(1);
    log.append(testMarker(8, { type: 'abort', producerId: 4 }));
    await storage.run(log.flush());
    log.setHighWatermark(offset(9));
    expect(log.lastStableOffset).toBe(9);
    const expected = [{ producerId: 4, firstOffset: 1, lastOffset: 8, lastStableOffset: 9 }];
    const asked = (from: SegmentedLog, startOffset: number, end: number): Promise<unknown> =>
      storage.run(from.abortedTransactions({ startOffset: offset(startOffset), endOffsetExclusive: offset(end) }));
    expect(await asked(log, 0, 9)).toEqual(expected);
    expect(await asked(log, 0, 1)).toEqual([]);
    await storage.run(log.close());
    const names = storage.disk.paths().map((path) => path.slice('/p/'.length));
    const { log: again } = await storage.run(
      openLog(logSurroundings(storage), '/p', names, {
        wasClean: true,
        recoveryPoint: 9,
        logStartOffset: 0,
        highWatermark: 9,
        settings,
      }),
    );
    expect(await asked(again, 3, 9)).toEqual(expected);
  });

  test('a closed log refuses', async () => {
    const storage = new SimulatedStorage('closed');
    const log = await filled(storage, 3);
    await storage.run(log.close());
    await storage.run(log.close());
    expect(() => log.append(testBatch(3))).toThrow(expect.objectContaining({ code: 'YAK_STORAGE_CLOSED' }) as Error);
  });
});
