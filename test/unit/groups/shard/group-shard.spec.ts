import { ErrorCode } from '@yak/model';
import { encodePlainBatch } from '@yak/records';
import { answered, type Decision } from '../../../../libs/groups/src/decision';
import { encodeGroupRecord, type GroupRecord } from '../../../../libs/groups/src/records/group-record';
import { GroupShard } from '../../../../libs/groups/src/shard/group-shard';
import { settle } from '../../../support/cluster/manual-clock';
import { FakeGroup } from '../../../support/groups/fake-group';
import { FakeGroupLog } from '../../../support/groups/fake-group-log';
import { FakeShardWorld, fakeProtocols } from '../../../support/groups/shard-world';

const commit = (partition: number, group = 'g', topic = 't'): GroupRecord => ({
  kind: 'offsetCommit',
  key: { group, topic, partition },
  value: { offset: partition, metadata: '', commitTimestamp: 1 },
});
const failed = (error: ErrorCode): string => `failed ${error}`;

class ShardUnderTest {
  readonly world: FakeShardWorld;
  readonly shard: GroupShard;

  constructor(
    readonly log: FakeGroupLog,
    world: Partial<FakeShardWorld> = {},
  ) {
    this.world = Object.assign(new FakeShardWorld(), world);
    this.shard = new GroupShard(3, log, this.world);
  }

  run(decide: (offsets: number) => Decision<string>): Promise<string> {
    return this.shard.run((state) => decide(state.offsets.count), { failed });
  }

  /** How many offsets are known. */
  count(): Promise<string> {
    return this.run((offsets) => answered(String(offsets)));
  }

  get journal(): string[] {
    return this.world.journal
      .since(0, { machine: 'group-shard', id: '3' })
      .map(({ from, to, cause }) => `${from} → ${to}: ${cause}`);
  }
}

describe('a shard of groups', () => {
  test('answers COORDINATOR_LOAD_IN_PROGRESS until the log was read, and then serves what it says', async () => {
    const log = FakeGroupLog.of([commit(1), commit(2)]);
    const release = log.holdReads();
    const under = new ShardUnderTest(log);
    await expect(under.count()).resolves.toBe(failed(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS));
    expect(under.shard.phase).toBe('loading');
    release();
    await settle();
    expect(under.shard.phase).toBe('active');
    await expect(under.count()).resolves.toBe('2');
    expect(under.journal).toEqual([
      'none → loading: leadership of epoch 1 began',
      'loading → active: the log was read to its end in 0 ms',
    ]);
  });

  test('wakes each group after the load, and writes what it decides then', async () => {
    const group = new FakeGroup('g');
    group.woken = { records: [commit(9)], answer: undefined, onRefused: () => undefined };
    const log = FakeGroupLog.of([commit(1)]);
    const under = new ShardUnderTest(log, { protocols: { ...fakeProtocols, simpleGroup: () => group } });
    await settle();
    await expect(under.count()).resolves.toBe('2');
    expect(log.shapes.at(-1)).toEqual(['offsetCommit']);
  });

  test('tells its groups whether the log is still read or they are asked for something new', async () => {
    const told: (boolean | undefined)[] = [];
    const protocols = {
      ...fakeProtocols,
      simpleGroup: (services: { readonly isLoading?: boolean }, groupId: string) => {
        told.push(services.isLoading);
        return new FakeGroup(groupId);
      },
    };
    const under = new ShardUnderTest(FakeGroupLog.of([commit(1)]), { protocols });
    await settle();
    await under.run(() => ({ records: [commit(1, 'h')], answer: '', onRefused: failed }));
    expect(told).toEqual([true, false]);
  });

  test('fails where a record cannot be understood, and says so in the journal', async () => {
    const log = FakeGroupLog.of([commit(1)]);
    log.put(
      encodePlainBatch({
        records: [{ timestampMs: 1, key: encodeGroupRecord(commit(1)).key, value: Buffer.from([0, 9]) }],
      }),
    );
    const under = new ShardUnderTest(log);
    await settle();
    expect(under.shard.phase).toBe('failed');
    await expect(under.count()).resolves.toBe(failed(ErrorCode.NOT_COORDINATOR));
    expect(under.journal.at(-1)).toBe('loading → failed: the load failed: version 9 is not known');
    expect(under.world.journal.since(0).at(-1)?.facts['reason']).toBe('the load failed: version 9 is not known');
  });

  test('fails where a group cannot be woken: it does not try again and again', async () => {
    const group = new FakeGroup('g');
    group.onWoken = () => {
      throw new Error('a fault');
    };
    const log = FakeGroupLog.of([commit(1)]);
    const under = new ShardUnderTest(log, { protocols: { ...fakeProtocols, simpleGroup: () => group } });
    await settle();
    expect(under.journal.at(-1)).toBe('loading → failed: the load failed: a fault');
    expect(log.reads).toBe(1);
    expect(under.world.clock.armed).toBe(0);
  });

  test('reads its log again after a fault of our own: what was committed is there, what was in memory alone is not', async () => {
    const log = FakeGroupLog.of([commit(1)]);
    const under = new ShardUnderTest(log);
    await settle();
    await under.run(() => ({ records: [commit(2)], answer: '', onRefused: failed }));
    const poisoned = under.shard.run(
      (state) => {
        state.groups.put(new FakeGroup('half done'));
        throw new Error('a fault');
      },
      { failed },
    );
    expect(under.shard.phase).toBe('loading');
    await expect(poisoned).resolves.toBe(failed(ErrorCode.UNKNOWN_SERVER_ERROR));
    await settle();
    const found = under.shard.run(
      ({ groups, offsets }) => answered(`${offsets.count} ${String(groups.find('half done') === null)}`),
      { failed },
    );
    await expect(found).resolves.toBe('2 true');
    expect(under.journal.slice(2)).toEqual([
      'active → loading: a fault: a fault',
      'loading → active: the log was read to its end in 0 ms',
    ]);
  });

  test('stops loading when its leadership ends, and answers NOT_COORDINATOR from then on', async () => {
    const log = FakeGroupLog.of([commit(1)]);
    const release = log.holdReads();
    const under = new ShardUnderTest(log);
    under.shard.unload('another leads');
    release();
    await settle();
    expect(under.shard.phase).toBe('unloaded');
    await expect(under.count()).resolves.toBe(failed(ErrorCode.NOT_COORDINATOR));
    expect(under.journal.at(-1)).toBe('loading → unloaded: another leads');
    under.shard.unload('twice');
    expect(under.journal).toHaveLength(2);
  });

  test('tells those who wait when its leadership ends', async () => {
    const log = new FakeGroupLog();
    const under = new ShardUnderTest(log);
    await settle();
    log.holdCommits();
    const waiting = under.run(() => ({ records: [commit(1)], answer: 'ok', onRefused: failed }));
    under.shard.unload('another leads');
    await expect(waiting).resolves.toBe(failed(ErrorCode.NOT_COORDINATOR));
    expect(under.world.clock.armed).toBe(0);
  });

  test('fails when what was appended will never be committed', async () => {
    const log = new FakeGroupLog();
    const under = new ShardUnderTest(log);
    await settle();
    log.holdCommits();
    const waiting = under.run(() => ({ records: [commit(1)], answer: 'ok', onRefused: failed }));
    log.end(ErrorCode.KAFKA_STORAGE_ERROR);
    await expect(waiting).resolves.toBe(failed(ErrorCode.NOT_COORDINATOR));
    expect(under.journal.at(-1)).toBe('active → failed: KAFKA_STORAGE_ERROR');
  });

  test('sweeps at every interval what has expired', async () => {
    const world = new FakeShardWorld();
    const log = new FakeGroupLog();
    const under = new ShardUnderTest(log, world);
    await settle();
    const nowMs = world.clock.wallMs();
    const record = { ...commit(1), value: { offset: 1, metadata: '', commitTimestamp: nowMs } } as GroupRecord;
    await under.run(() => ({ records: [record], answer: '', onRefused: failed }));
    await world.clock.run(604_800_000 - 1);
    expect(log.batchesCount).toBe(1);
    await world.clock.run(600_000);
    expect(log.shapes.slice(1)).toEqual([['-offsetCommit', '-groupMetadata']]);
    expect([...(under.shard.serving?.groups.all() ?? [])]).toEqual([]);
    await world.clock.run(1_200_000);
    expect(log.batchesCount).toBe(2);
  });

  test('forgets the offsets of topics that are gone, in every group', async () => {
    const log = FakeGroupLog.of([commit(1, 'g', 'gone'), commit(1, 'h', 'gone'), commit(1, 'g', 'kept')]);
    const under = new ShardUnderTest(log);
    under.shard.forgetTopics(new Set(['gone'])); // not served yet: they stay until they expire
    await settle();
    await expect(under.count()).resolves.toBe('3');
    under.shard.forgetTopics(new Set(['gone']));
    await expect(under.count()).resolves.toBe('1');
    expect(log.shapes.at(-1)).toEqual(['-offsetCommit', '-offsetCommit']);
  });

  test('says in the log what was loaded and what was passed over', async () => {
    const lines: string[] = [];
    const log = FakeGroupLog.of([commit(1)]);
    log.put(encodePlainBatch({ records: [{ timestampMs: 1, key: Buffer.from([0, 99]), value: null }] }));
    const logger = {
      log: (level: string, message: string, fields?: object) =>
        void lines.push(`${level} ${message} ${JSON.stringify(fields)}`),
    };
    new ShardUnderTest(log, { logger });
    await settle();
    expect(lines).toEqual([
      'info groups loaded {"partition":3,"groups":1,"records":1,"skipped":1,"tookMs":0}',
      'warn records of unknown types were skipped {"partition":3,"skipped":1}',
    ]);
  });
});
