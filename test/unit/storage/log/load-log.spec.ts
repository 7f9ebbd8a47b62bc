import { ErrorCode } from '@yak/model';
import { loadLog, offsetOfName } from '../../../../libs/storage/src/log/load-log';
import { testBatch } from '../../../support/storage/batches';
import { logSurroundings } from '../../../support/storage/log-surroundings';
import { SimulatedStorage } from '../../../support/storage/simulated-storage';

const five = (base: number): Buffer =>
  Buffer.concat(Array.from({ length: 5 }, (_, i) => testBatch(base + i, { epoch: 1 + base }).bytes));
const name = (base: number, suffix = 'log'): string => `${String(base).padStart(20, '0')}.${suffix}`;

async function load(
  files: Record<string, Buffer>,
  by: { recoveryPoint?: number; logStartOffset?: number; wasClean?: boolean } = {},
) {
  const storage = new SimulatedStorage('load');
  for (const [file, content] of Object.entries(files)) storage.disk.replaceContent(`/p/${file}`, content);
  const request = {
    surroundings: logSurroundings(storage),
    directory: '/p',
    names: Object.keys(files),
    indexIntervalBytes: 100,
    recoveryPoint: 0,
    logStartOffset: 0,
    wasClean: false,
  };
  const log = await storage.run(loadLog({ ...request, ...by }));
  return { log, end: log.segments.at(-1)?.nextOffset, names: storage.disk.paths().map((path) => path.slice(3)) };
}

test.each([true, false])('an empty directory is an empty log, without a file (clean: %s)', async (wasClean) => {
  const { log, end, names } = await load({}, { wasClean });
  expect([end, log.logStartOffset, log.recovery, names]).toEqual([0, 0, null, []]);
});

test('leftovers go: deleted files, temporary ones, indexes without a log, snapshots behind the end', async () => {
  const leftovers = {
    [`${name(0)}.deleted`]: five(0),
    'x.tmp': five(0),
    [name(90, 'index')]: five(0),
    [name(90, 'snapshot')]: five(0),
  };
  const { names } = await load({ [name(5)]: five(5), ...leftovers });
  expect(names).toEqual([name(5)]);
});

test('after a clean stop nothing is scanned but what the indexes lack, and epochs are rebuilt where their file is gone', async () => {
  const { log, end } = await load({ [name(0)]: five(0), [name(5)]: five(5) }, { wasClean: true });
  expect([end, log.recovery, log.recoveryPoint]).toEqual([10, null, 10]);
  expect(log.leaderEpochs.entries).toEqual([
    { epoch: 1, startOffset: 0 },
    { epoch: 6, startOffset: 5 },
  ]);
});

test('a clean stop that was none is found out at the growing segment', async () => {
  const { log, end } = await load(
    { [name(0)]: five(0), [name(5)]: five(5).subarray(0, -3) },
    { wasClean: true, recoveryPoint: 0 },
  );
  expect([end, log.recovery?.bytesCut !== 0]).toEqual([9, true]);
});

test('what lies before the log start is left out; a log that ends before it begins anew there', async () => {
  const inside = await load({ [name(0)]: five(0), [name(5)]: five(5) }, { logStartOffset: 7 });
  expect([
    inside.log.logStartOffset,
    inside.log.segments.map(({ baseOffset }) => baseOffset),
    inside.log.leaderEpochs.entries,
  ]).toEqual([7, [5], [{ epoch: 6, startOffset: 7 }]]);
  const behind = await load({ [name(0)]: five(0) }, { logStartOffset: 70 });
  expect([behind.log.logStartOffset, behind.end, behind.names]).toEqual([70, 70, []]);
});

test.each([
  ['00000000000000000012.log', 12],
  ['00000000000000000012.index', null],
  ['12.log', null],
  ['00000000000000000012.log.deleted', null],
])('%s is a segment from %p', (file, base) => {
  expect(offsetOfName(file, 'log')).toBe(base);
});

async function reopened(ending: 'clean stop' | 'power loss', segmentBytes: number) {
  const storage = new SimulatedStorage('window');
  const batches = Array.from({ length: 6 }, (_, i) =>
    testBatch(i, { producer: { producerId: 7, producerEpoch: 0, baseSequence: i } }),
  );
  const directory = await storage.open();
  const log = await storage.log(directory, { segmentBytes });
  for (const batch of batches) log.append(batch);
  await storage.run(log.flush());
  if (ending === 'clean stop') await storage.run(directory.close({ brokerEpoch: 1 }));
  else storage.disk.crash();
  const again = await storage.log(await storage.open(), { segmentBytes });
  return batches.map(({ header }) => again.producers.check(header, 'client'));
}

test.each([
  ['clean stop', 1_000_000],
  ['clean stop', 200],
  ['power loss', 1_000_000],
  ['power loss', 200],
] as const)(
  'after a %s each of the five newest batches is known again, and no older one (segments of %i bytes)',
  async (ending, segmentBytes) => {
    const verdicts = await reopened(ending, segmentBytes);
    expect(verdicts.map((verdict) => ('code' in verdict ? verdict.code : verdict))).toEqual([
      ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER,
      ...[1, 2, 3, 4, 5].map((baseOffset) => ({ kind: 'duplicate', baseOffset, logAppendTimeMs: 1000 + baseOffset })),
    ]);
  },
);
