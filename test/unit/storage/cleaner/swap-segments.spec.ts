import { COMPACTED, type CompactedLog, filledLog } from '../../../support/storage/compacted-log';

/** A log whose next pass makes one segment of several. */
async function mergingLog(seed: string): Promise<CompactedLog> {
  const compacted = await filledLog(seed);
  compacted.log.configure({ ...COMPACTED, segmentBytes: 1500 });
  return compacted;
}

describe.each([
  ['a pass', filledLog],
  ['a pass that makes one segment of several', mergingLog],
])('a power cut at every operation of %s', (_, filled) => {
  test.each([1, 2])('leaves a log that reads the same, and that is cleaned later (seed %i)', async (seed) => {
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

test.each([
  ['a pass', filledLog, 1],
  ['a pass that makes one segment of several', mergingLog, 2],
])('each step of a swap is durable before the next begins: %s', async (why, filled, replacedMin) => {
  const compacted = await filled(why);
  let steps = '';
  compacted.storage.disk.faults = {
    errnoOf: ({ kind, path }) => {
      if (kind === 'syncDirectory' && path.endsWith('orders-0')) steps += ' sync ';
      if (kind === 'rename') steps += /log(\.\w+)?$/.exec(path)?.[0].replace('.', '-') ?? '';
      if (kind === 'rename' && !/log(\.\w+)?$/.test(path)) steps += 'i';
      return null;
    },
    shortWriteBytes: () => 0,
  };
  await compacted.clean();
  const swaps = steps.match(/sync i*log-cleaned sync (i*log)+i* sync log-swap sync i* sync/g) ?? [];
  expect(swaps).toHaveLength(steps.split('log-cleaned').length - 1);
  const replaced = swaps.map((swap) => swap.split(/log(?!-)/).length - 1);
  expect(Math.max(...replaced)).toBeGreaterThanOrEqual(replacedMin);
});

test('who reads while segments are swapped gets whole batches of growing offsets, and no read fails', async () => {
  const compacted = await filledLog('readers');
  const { log, storage } = compacted;
  const end = log.logEndOffset;
  const seen: number[] = [];
  let lastOffset = -1;
  let position = log.logStartOffset;
  const request = { endOffsetExclusive: end, bytesMax: 200, wholeFirstBatch: true };
  while (!compacted.names().some((name) => name.endsWith('.cleaned'))) await storage.events(1);
  // many small reads, each taking about as long as a step of the swap
  for (let reads = 0; reads < 200; reads += 1) {
    const slice = await storage.run(Promise.resolve(log.read({ startOffset: position, ...request })));
    for (const batch of slice.records) {
      const base = Number(batch.readBigInt64BE(0));
      expect(base).toBeGreaterThan(lastOffset);
      lastOffset = base + batch.readInt32BE(23);
      seen.push(base);
    }
    position = slice.nextOffset;
    if (position < end) continue;
    position = log.logStartOffset;
    lastOffset = -1;
  }
  expect(seen.length).toBeGreaterThan(100);
  expect([log.isOffline, await compacted.fault()]).toEqual([false, null]);
});
