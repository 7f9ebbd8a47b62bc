import { type ConsumedRecords, type GroupConsumerOptions, type GroupPhase, KafkaError } from '@yak/client';
import { ErrorCode } from '@yak/model';
import type { GroupReader } from '../../../../apps/cli/src/cluster';
import { consumeGroup, type GroupConsumeRequest } from '../../../../apps/cli/src/commands/consume-group';
import { Interruption } from '../../../../apps/cli/src/interruption';
import { compileFormat } from '../../../../apps/cli/src/record-format';
import { fakeGroupCluster } from '../../../support/cli/fake-group-cluster';
import { fakeTerminal } from '../../../support/cli/fake-terminal';

const REQUEST: GroupConsumeRequest = {
  group: 'g',
  topics: ['t'],
  startAt: 'latest',
  recordsMax: null,
  isEndingAtEnd: false,
  timeoutMs: null,
  isolationLevel: 'read_uncommitted',
  assignor: null,
  print: compileFormat('%o '),
};
const sliceOf = (...offsets: number[]): ConsumedRecords => ({
  topic: 't',
  partition: 0,
  nextOffset: (offsets.at(-1) ?? 0) + 1,
  highWatermark: 20,
  records: offsets.map((offset) => ({ offset, timestampMs: 0, key: null, value: Buffer.from('v'), headers: [] })),
});

/** A member that is given these answers to its polls, and then waits to be closed. */
class ScriptedMember implements GroupReader {
  readonly memberId = 'm1';
  phase: GroupPhase = 'outside';
  readonly done: number[] = [];
  closes = 0;
  offset = 10;
  closeError: KafkaError | null = null;
  #wake: () => void = () => undefined;

  constructor(private readonly script: (ConsumedRecords[] | Error)[]) {}

  async poll(): Promise<ConsumedRecords[]> {
    await new Promise((resolve) => setImmediate(resolve));
    const next = this.script.shift();
    this.phase = this.closes > 0 ? 'left' : 'stable';
    if (next instanceof Error) throw next;
    if (next === undefined && this.closes === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
    for (const { nextOffset } of next ?? []) this.offset = nextOffset;
    return next ?? [];
  }
  processed(_: unknown, nextOffset: number): void {
    this.done.push(nextOffset);
  }
  assigned() {
    return [{ topic: 't', partition: 0, offset: this.offset }];
  }
  close(): Promise<void> {
    this.closes += 1;
    this.phase = 'left';
    this.#wake();
    return this.closeError === null ? Promise.resolve() : Promise.reject(this.closeError);
  }
}

const world = (script: (ConsumedRecords[] | Error)[], committed: Record<string, number> = {}) => {
  const member = new ScriptedMember(script);
  const asked: GroupConsumerOptions[] = [];
  const cluster = {
    ...fakeGroupCluster({ t: 1 }, { g: { committed } }),
    consumer: () => ({
      assign: () => Promise.resolve(),
      poll: () => Promise.resolve([]),
      positions: () => [],
      resolve: () => Promise.resolve(20),
    }),
    groupConsumer: (options: GroupConsumerOptions) => {
      asked.push(options);
      return member;
    },
  };
  const terminal = fakeTerminal();
  const interruption = new Interruption();
  const run = (wishes: Partial<GroupConsumeRequest> = {}) =>
    consumeGroup({ cluster, terminal, format: 'table', timeoutMs: 1 }, { ...REQUEST, ...wishes }, interruption);
  return { member, asked, terminal, interruption, run };
};

describe('consume --group', () => {
  it('prints what the member is given, and counts as done what was printed', async () => {
    const { run, member, terminal } = world([[], [sliceOf(10, 11), sliceOf(12)], [sliceOf(13, 14)]]);
    await run({ recordsMax: 4 });
    expect(terminal.printed()).toBe('10 11 12 13 ');
    expect([member.done, member.closes]).toEqual([[12, 13, 14], 1]);
  });

  it('ends where the logs ended when it got them', async () => {
    const { run, terminal } = world([[sliceOf(18)], [sliceOf(19, 20)]]);
    await run({ isEndingAtEnd: true });
    expect(terminal.printed()).toBe('18 19 20 ');
  });

  it('ends by its patience: 6 when nothing came, 0 when something did', async () => {
    const empty = Array.from({ length: 10_000 }, () => []);
    await expect(world([...empty]).run({ timeoutMs: 5 })).rejects.toMatchObject({ exitCode: 6 });
    await expect(world([[sliceOf(1)], ...empty]).run({ timeoutMs: 5 })).resolves.toBeUndefined();
  });

  it('leaves the group when it is interrupted, with 130', async () => {
    const { run, member, interruption } = world([[sliceOf(1)]]);
    const running = run();
    while (member.done.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(interruption.raise('signal')).toBe(true);
    await expect(running).rejects.toMatchObject({ exitCode: 130, message: 'interrupted; group "g" was left' });
    expect(member.phase).toBe('left');
    expect(interruption.raise('signal')).toBe(false);
  });

  it('leaves the group quietly when nobody reads its output any more', async () => {
    const broken = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
    const { run, member, interruption } = world([[sliceOf(1)], broken]);
    const running = run();
    while (member.done.length === 0) await new Promise((resolve) => setImmediate(resolve));
    interruption.raise('closed pipe');
    await expect(running).resolves.toBeUndefined();
    expect(member.phase).toBe('left');
  });

  it('leaves the group when it fails', async () => {
    const { run, member } = world([new KafkaError(ErrorCode.GROUP_AUTHORIZATION_FAILED)]);
    await expect(run()).rejects.toMatchObject({ kafkaName: 'GROUP_AUTHORIZATION_FAILED' });
    expect(member.closes).toBe(1);
  });

  it('says when not everything was committed', async () => {
    const { run, member, terminal } = world([[sliceOf(1)]]);
    member.closeError = new KafkaError(ErrorCode.REBALANCE_IN_PROGRESS);
    await run({ recordsMax: 1 });
    expect(terminal.said()).toContain('REBALANCE_IN_PROGRESS. Records may come again.');
  });

  test.each([
    ['latest' as const, { 't-0': 5 }, false],
    ['earliest' as const, {}, false],
    ['earliest' as const, { 'other-0': 5 }, false],
    ['earliest' as const, { 't-0': 5 }, true],
  ])(
    'that starts at the %s of a group with %j says that this is not the beginning: %s',
    async (startAt, committed, says) => {
      const { run, terminal, asked } = world([], committed);
      await run({ startAt, recordsMax: 0 });
      expect(terminal.said().includes('group reset-offsets g --to-earliest --topic t')).toBe(says);
      expect(asked[0]).toMatchObject({ groupId: 'g', topics: ['t'], startAt });
    },
  );

  it('lists one assignor where one was named', async () => {
    const { run, asked } = world([]);
    await run({ assignor: 'cooperative-sticky', recordsMax: 0 });
    expect(asked[0]?.assignors).toEqual(['cooperative-sticky']);
  });

  it('names a missing topic before it joins', async () => {
    const { run, asked } = world([]);
    await expect(run({ topics: ['tt'] })).rejects.toMatchObject({ exitCode: 4 });
    expect(asked).toEqual([]);
  });
});
