import { isControl } from '@yak/records';
import { CompactedLog, filledLog } from '../../../support/storage/compacted-log';

describe('a pass of the cleaner', () => {
  test('of every key the newest record stays, and a reader of committed records cannot tell', async () => {
    const compacted = await filledLog('newest');
    const before = await compacted.count();
    expect(await compacted.fault()).toBeNull();
    await compacted.clean();
    expect(await compacted.fault()).toBeNull();
    expect(await compacted.count()).toBeLessThan(before / 1.5);
    expect(await compacted.filesFault()).toBeNull();
    expect(await compacted.fault()).toBeNull();
  });

  test('tombstones and markers stay for the delete retention after they were met, then they go; nobody sees deleted keys again', async () => {
    const compacted = await filledLog('tombstones');
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

  test('a second pass at the same time changes no record', async () => {
    const compacted = await filledLog('twice', { minCleanableDirtyRatio: 0 });
    await compacted.clean();
    const once = await compacted.batches();
    for (let i = 0; i < 3; i += 1) await compacted.append([{ key: `new ${i}`, value: 'x'.repeat(300) }]);
    await compacted.clean();
    const twice = (await compacted.batches()).flatMap(({ records }) => records);
    const before = once.flatMap(({ records }) => records).map(({ offset }) => offset);
    expect(twice.map(({ offset }) => offset)).toEqual(expect.arrayContaining(before.filter((offset) => offset < 20)));
    expect(await compacted.fault()).toBeNull();
  });

  test('a key map for few keys takes several passes to the same end', async () => {
    const [roomy, small] = [
      await filledLog('map'),
      await filledLog('map', {}, { keyMapBytesMax: 1, keyMapLoadFactor: 0.003 }),
    ];
    for (const compacted of [roomy, small]) await compacted.clean();
    const [expected, found] = [await roomy.batches(), await small.batches()];
    const kept = (batches: typeof expected): unknown => batches.flatMap(({ records }) => records);
    expect(kept(found)).toEqual(kept(expected));
    expect(await small.fault()).toBeNull();
  });

  test('nothing at or above an open transaction is touched', async () => {
    const compacted = new CompactedLog('open transaction');
    await compacted.open();
    await compacted.append([{ key: 'a', value: 'in doubt' }], { producerId: 7, isTransactional: true });
    for (let i = 0; i < 20; i += 1) await compacted.append([{ key: 'b', value: `b${i}` }]);
    await compacted.clean();
    await compacted.endTransaction(7, 'commit');
    expect(await compacted.count()).toBe(22);
    await compacted.clean();
    expect(await compacted.count()).toBeLessThan(15);
    expect(await compacted.fault()).toBeNull();
  });

  test('an idempotent producer whose last batch is compacted away is still known after a restart', async () => {
    const compacted = new CompactedLog('idempotent');
    await compacted.open();
    await compacted.append([{ key: 'a', value: 'first' }], { producerId: 1 });
    for (let i = 0; i < 20; i += 1) await compacted.append([{ key: 'a', value: `a${i}` }]);
    await compacted.clean();
    expect(await compacted.count()).toBeLessThan(15);
    await compacted.crash();
    expect(await compacted.fault()).toBeNull();
    await compacted.append([{ key: 'a', value: 'second' }], { producerId: 1 });
  });
});
