import type { ConsumedRecords, StartPosition } from '@yak/client';
import { consume, type ConsumeRequest, sayWhereFrom } from '../../../../apps/cli/src/commands/consume';
import { parseOffset } from '../../../../apps/cli/src/offset-grammar';
import { compileFormat } from '../../../../apps/cli/src/record-format';
import { fakeCluster } from '../../../support/cli/fake-cluster';
import { fakeTerminal } from '../../../support/cli/fake-terminal';

const request: ConsumeRequest = {
  topics: ['t'],
  partitions: null,
  range: parseOffset('start', 0),
  recordsMax: null,
  isEndingAtEnd: true,
  timeoutMs: null,
  isolationLevel: 'read_uncommitted',
  print: compileFormat('%p:%v\\n'),
};

/** A session on topic `t` with two partitions that hold so many records each, served two at a time. */
const sessionOf = (counts: readonly [number, number]) => {
  const offsets = [0, 0];
  const assigned: unknown[] = [];
  const slice = (partition: number): ConsumedRecords | null => {
    const from = offsets[partition] ?? 0;
    const until = Math.min(from + 2, counts[partition] ?? 0);
    if (from >= until) return null;
    offsets[partition] = until;
    const records = Array.from({ length: until - from }, (_, index) => ({
      offset: from + index,
      timestampMs: 0,
      key: null,
      value: Buffer.from(String(from + index)),
      headers: [],
    }));
    return { topic: 't', partition, records, nextOffset: until, highWatermark: counts[partition] ?? 0 };
  };
  const reader = {
    assign: (places: readonly { topic: string; partition: number; from: StartPosition }[]) => {
      assigned.push(...places);
      for (const { partition, from } of places)
        offsets[partition] = typeof from === 'object' && 'offset' in from ? from.offset : 0;
      return Promise.resolve();
    },
    poll: async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return [slice(0), slice(1)].filter((each) => each !== null);
    },
    positions: () => offsets.map((offset, partition) => ({ topic: 't', partition, offset })),
    resolve: (_: string, partition: number, from: StartPosition) =>
      Promise.resolve(from === 'latest' ? (counts[partition] ?? 0) : 0),
  };
  const cluster = { ...fakeCluster({ t: 2 }), consumer: () => reader };
  return { session: { cluster, terminal: fakeTerminal(), format: 'table' as const, timeoutMs: 1 }, assigned };
};
const consumed = async (counts: readonly [number, number], wishes: Partial<ConsumeRequest>): Promise<string[]> => {
  const { session } = sessionOf(counts);
  await consume(session, { ...request, ...wishes });
  return session.terminal.printed().split('\n').filter(Boolean);
};

describe('consume', () => {
  test.each<[string, [number, number], Partial<ConsumeRequest>, string[]]>([
    ['reads every partition to its end', [3, 2], {}, ['0:0', '0:1', '1:0', '1:1', '0:2']],
    ['reads only the partitions named', [3, 2], { partitions: [1] }, ['1:0', '1:1']],
    ['ends after so many records', [3, 2], { recordsMax: 3 }, ['0:0', '0:1', '1:0']],
    ['reads no record when none is wanted', [3, 2], { recordsMax: 0 }, []],
    [
      'reads a range',
      [5, 0],
      { range: parseOffset('1:4', 0), isEndingAtEnd: false, partitions: [0] },
      ['0:1', '0:2', '0:3'],
    ],
    ['ends at once where there is nothing', [0, 0], {}, []],
    ['reads from the end backwards', [3, 2], { range: parseOffset('-1', 0) }, ['0:2', '1:1']],
  ])('%s', async (_, counts, wishes, lines) => {
    expect(await consumed(counts, wishes)).toEqual(lines);
  });

  it('ends by its patience: 6 when nothing came, 0 when something did', async () => {
    const patience = { isEndingAtEnd: false, timeoutMs: 5 };
    await expect(consumed([0, 0], patience)).rejects.toMatchObject({ exitCode: 6 });
    expect(await consumed([1, 0], patience)).toEqual(['0:0']);
  });

  it('names a missing topic and a missing partition', async () => {
    await expect(consume(sessionOf([1, 1]).session, { ...request, topics: ['tt'] })).rejects.toMatchObject({
      exitCode: 4,
    });
    await expect(consume(sessionOf([1, 1]).session, { ...request, partitions: [2] })).rejects.toThrow(
      'its partitions are 0 to 1',
    );
  });
});

it('says why nothing is shown yet, to a person only', () => {
  const [person, script] = [fakeTerminal([], { isInteractive: true }), fakeTerminal()];
  for (const terminal of [person, script]) sayWhereFrom({ terminal }, true);
  expect(person.said()).toContain('--from-beginning');
  expect(script.said()).toBe('');
});
