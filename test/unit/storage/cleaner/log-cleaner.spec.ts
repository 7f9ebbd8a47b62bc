import { isControl } from '@yak/records';
import { CompactedLog } from '../../../support/storage/compacted-log';

async function filled(seed: string, settings = {}, cleaner = {}): Promise<CompactedLog> {
  const compacted = new CompactedLog(seed, settings, cleaner);
  await compacted.open();
  for (let round = 0; round < 8; round += 1) {
    await compacted.append([
      { key: 'a', value: `a${round}` },
      { key: 'b', value: `b${round}` },
      { key: `once${round}`, value: 'x' },
    ]);
  }
  await compacted.append([{ key: 'b', value: null }]);
  await compacted.append(
    [
      { key: 'a', value: 'never' },
      { key: 'c', value: 'never' },
    ],
    { producerId: 7, isTransactional: true },
  );
  await compacted.endTransaction(7, 'abort');
  for (let round = 0; round < 6; round += 1) {
    await compacted.append([{ key: 'd', value: `d${round}` }], { codec: round % 2 === 0 ? 'gzip' : 'lz4' });
  }
  return compacted;
}

describe('the log cleaner', () => {
  test('of every key the newest record stays, and a reader of committed records cannot tell', async () => {
    const compacted = await filled('newest');
    const before = await compacted.count();
    expect(await compacted.fault()).toBeNull();
    await compacted.clean();
    expect(await compacted.fault()).toBeNull();
    expect(await compacted.count()).toBeLessThan(before / 1.5);
    expect(await compacted.filesFault()).toBeNull();
    expect(await compacted.fault()).toBeNull();
  });

  test('tombstones and markers stay for the delete retention after they were met, then they go; nobody sees deleted keys again', async () => {
    const compacted = await filled('tombstones');
    await compacted.clean();
    const met = await compacted.batches();
    expect(met.some(({ records }) => records.some(({ key, value }) => key === 'b' && value === null))).toBe(true);
    expect(met.some(({ header }) => isControl(header))).toBe(true);
    // the producer's newest batch is another one now: nothing of the old transaction is of use any more
    await compacted.append([{ key: 'c', value: 'c' }], { producerId: 7, isTransactional: true });
    await compacted.endTransaction(7, 'commit');
    for (let round = 0; round < 4; round += 1) {
      await compacted.pass(11_000);
      for (let i = 0; i < 8; i += 1) await compacted.append([{ key: 'd', value: `later ${round} ${i}` }]);
      await compacted.clean();
      expect(await compacted.fault()).toBeNull();
    }
    const left = await compacted.batches();
    expect(left.some(({ records }) => records.some(({ key }) => key === 'b'))).toBe(false);
    expect(left.filter(({ header }) => isControl(header) && header.recordsCount > 0)).toHaveLength(1);
    expect(await compacted.filesFault()).toBeNull();
  });
});

describe('a power cut at every operation of a pass', () => {
  test.each([1, 2, 3, 4])('leaves a log that reads the same, and that is cleaned later (seed %i)', async (seed) => {
    const counted = await filled(`count ${seed}`);
    const before = counted.storage.disk.operations;
    await counted.clean();
    const operations = counted.storage.disk.operations - before;
    expect(operations).toBeGreaterThan(60);
    const names = new Set<string>();
    for (let operation = 0; operation <= operations; operation += 1) {
      const compacted = await filled(`crash ${seed} ${operation}`);
      const crashAt = compacted.storage.disk.operations + operation;
      while (compacted.storage.disk.operations < crashAt) await compacted.storage.events(1);
      for (const name of compacted.names()) names.add(name.replace(/^\d+/, ''));
      await compacted.crash();
      const faults = [operation, await compacted.fault()];
      await compacted.clean();
      faults.push(await compacted.fault(), await compacted.filesFault(), await compacted.fault());
      expect(faults).toEqual([operation, null, null, null, null]);
      expect(compacted.names().filter((name) => /cleaned|swap/.test(name))).toEqual([]);
    }
    expect([...names]).toEqual(expect.arrayContaining(['.log.cleaned', '.log.swap', '.txnindex.swap', '.index.swap']));
  });
});
