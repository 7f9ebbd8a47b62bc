import { LogWriter } from '../../../../libs/storage/src/log/log-writer';
import { Segment } from '../../../../libs/storage/src/log/segment';
import { logSurroundings } from '../../../support/storage/log-surroundings';
import { SimulatedStorage } from '../../../support/storage/simulated-storage';
import { type FaultedOperation, failing } from '@yak/simulation';

function writing(storage: SimulatedStorage, isSynced: boolean, flushMessages: number | null = null) {
  const { disk, clock, files, writeSlots } = logSurroundings(storage);
  const told: string[] = [];
  const operations: string[] = [];
  storage.disk.faults = {
    errnoOf: ({ kind }: FaultedOperation) => {
      operations.push(kind);
      return null;
    },
    shortWriteBytes: () => 0,
  };
  const writer = new LogWriter({
    disk,
    clock,
    files,
    slots: writeSlots,
    isSynced,
    flushMessages,
    prepare: () => null,
    written: (endOffset, hasSynced) => void told.push(`${endOffset}${hasSynced ? ' synced' : ''}`),
    ended: (segment, snapshot) => {
      told.push(`ended ${segment.baseOffset} ${String(snapshot)}`);
      return Promise.resolve();
    },
    failed: (error) => void told.push(`failed ${error.errno ?? ''}`),
  });
  const segment = new Segment('/p', 0, 0);
  let position = 0;
  const add = (endOffset: number, into = segment): void => {
    writer.add(into, { bytes: Buffer.from('batch'), position: into === segment ? position : 0, endOffset });
    if (into === segment) position += 5;
  };
  return { writer, told, operations, segment, add };
}

test('what is appended in one turn is one write and one sync; what comes meanwhile is the next group', async () => {
  const storage = new SimulatedStorage('group commit');
  const { writer, told, operations, add } = writing(storage, true);
  for (const end of [1, 2, 3]) add(end);
  expect(writer.pendingBytes).toBe(15);
  await storage.events(2);
  for (const end of [4, 5]) add(end);
  await storage.run(writer.drained());
  expect(told).toEqual(['3 synced', '5 synced']);
  expect(operations).toEqual(['open', 'write', 'sync', 'syncDirectory', 'write', 'sync']);
  expect([writer.pendingBytes, storage.disk.contentOf('/p/00000000000000000000.log')?.length]).toEqual([0, 25]);
});

test('without sync a write counts at once, and is synced after so many messages', async () => {
  const storage = new SimulatedStorage('os');
  const { writer, told, add } = writing(storage, false, 3);
  for (const end of [1, 2]) add(end);
  await storage.run(writer.drained());
  add(3);
  await storage.run(writer.drained());
  expect(told).toEqual(['2', '3 synced']);
});

test('a segment that ends is told after its last bytes, before the next one grows', async () => {
  const storage = new SimulatedStorage('seal');
  const { writer, told, segment, add } = writing(storage, true);
  const next = new Segment('/p', 2, 0);
  add(2);
  writer.seal(segment, Buffer.from('state'));
  add(3, next);
  await storage.run(writer.drained());
  expect(told).toEqual(['2 synced', 'ended 0 state', '3 synced']);
});

test('after a failed sync nothing counts and nothing more is written', async () => {
  const storage = new SimulatedStorage('failed');
  const { writer, told, add } = writing(storage, true);
  storage.disk.faults = failing('sync', 'EIO');
  add(1);
  await storage.run(writer.drained());
  add(2);
  await storage.run(writer.stopped());
  expect(told).toEqual(['failed EIO']);
});
