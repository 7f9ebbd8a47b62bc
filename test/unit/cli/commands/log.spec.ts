import { dumpLogs, segmentFiles, verifyLogs } from '../../../../apps/cli/src/commands/log';
import { fakeTerminal } from '../../../support/cli/fake-terminal';
import { memoryDisk } from '../../../support/cli/memory-disk';
import { batchAt } from '../../../support/cli/segments';

const segment = '00000000000000000000.log';
const disk = memoryDisk({
  [`data/broker-1/a-0/${segment}`]: batchAt(0, 2),
  [`data/broker-1/a-1/${segment}`]: batchAt(0, 1).subarray(0, 65),
  [`data/broker-1/b-0.0123-delete/${segment}`]: Buffer.from('gone'),
  'data/broker-1/a-0/leader-epoch-checkpoint': Buffer.from('0\n0\n'),
});

test.each([
  [['data'], ['data/broker-1/a-0', 'data/broker-1/a-1']],
  [['data/broker-1/'], ['data/broker-1/a-0', 'data/broker-1/a-1']],
  [['data/broker-1/a-0'], ['data/broker-1/a-0']],
  [[`data/broker-1/a-1/${segment}`], ['data/broker-1/a-1']],
])('%j means the segments in %j', async (paths, directories) => {
  expect(await segmentFiles(disk, paths)).toEqual(directories.map((directory) => `${directory}/${segment}`));
});

test.each(['nowhere', `nowhere/${segment}`])('%s ends with exit code 4', async (path) => {
  await expect(segmentFiles(disk, [path])).rejects.toMatchObject({ exitCode: 4 });
});

it('log verify lists segments and says that all is well', async () => {
  const terminal = fakeTerminal();
  await verifyLogs({ terminal, format: 'table' }, disk, ['data/broker-1/a-0']);
  expect(terminal.printed()).toContain(segment);
  expect(terminal.said()).toBe('1 segment, no fault.\n');
});

it('log verify ends with exit code 1 and the fault’s place', async () => {
  const done = verifyLogs({ terminal: fakeTerminal(), format: 'table' }, disk, ['data']);
  await expect(done).rejects.toMatchObject({
    exitCode: 1,
    message: expect.stringContaining(`a-1/${segment} at 0: batch of`) as string,
  });
});

it('log dump prints batches, and records when asked', async () => {
  const terminal = fakeTerminal();
  await dumpLogs({ terminal, format: 'ndjson' }, disk, { paths: ['data/broker-1/a-0'], withRecords: true });
  const lines = terminal
    .printed()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines[0]).toMatchObject({
    baseOffset: '0',
    lastOffset: '1',
    count: 2,
    codec: 'none',
    kind: 'records',
    fault: null,
  });
  expect(lines.slice(1).map(({ offset, value }) => [offset, value])).toEqual([
    ['0', 'v0'],
    ['1', 'v1'],
  ]);
});

it('log dump as a table names the file first', async () => {
  const terminal = fakeTerminal();
  await dumpLogs({ terminal, format: 'table' }, disk, { paths: ['data/broker-1/a-0'], withRecords: false });
  expect(terminal.printed()).toMatch(/^data\/broker-1\/a-0\/0+\.log\nbaseOffset: 0 /);
});

it('log dump ends with exit code 1 where a tail is torn, and cannot be one json document', async () => {
  const torn = { paths: ['data/broker-1/a-1'], withRecords: false };
  await expect(dumpLogs({ terminal: fakeTerminal(), format: 'table' }, disk, torn)).rejects.toMatchObject({
    exitCode: 1,
  });
  await expect(dumpLogs({ terminal: fakeTerminal(), format: 'json' }, disk, torn)).rejects.toMatchObject({
    exitCode: 2,
  });
});
