import { ErrorCode } from '@yak/model';
import { answered, type Decision } from '../../../../libs/groups/src/decision';
import type { GroupRecord } from '../../../../libs/groups/src/records/group-record';
import { ShardTenure } from '../../../../libs/groups/src/shard/shard-tenure';
import { settle } from '../../../support/cluster/manual-clock';
import { FakeGroup } from '../../../support/groups/fake-group';
import { FakeGroupLog } from '../../../support/groups/fake-group-log';
import { FakeShardWorld } from '../../../support/groups/shard-world';

const commit = (partition: number, metadata = ''): GroupRecord => ({
  kind: 'offsetCommit',
  key: { group: 'g', topic: 't', partition },
  value: { offset: partition, metadata, commitTimestamp: 1 },
});

class TenureUnderTest {
  readonly world = new FakeShardWorld();
  readonly log = new FakeGroupLog();
  /** What was heard, in order. */
  readonly heard: string[] = [];
  readonly tenure = new ShardTenure(this.world, this.log, {
    broken: (error) => this.heard.push(`broken: ${String(error)}`),
    lost: (why) => {
      this.heard.push(`lost: ${why}`);
      this.tenure.close(ErrorCode.NOT_COORDINATOR);
    },
  });

  /** Runs a decision; its answer or its error comes into `heard`. */
  run(name: string, decision: Partial<Decision<string>>, isHeld?: () => boolean): void {
    const whole: Decision<string> = {
      records: [],
      answer: 'answer',
      onCommitted: () => void this.heard.push(`${name} committed`),
      onRefused: (error) => `refused ${error}`,
      ...decision,
    };
    const failed = (error: ErrorCode): string => `failed ${error}`;
    void this.tenure
      .run(() => whole, { failed, ...(isHeld !== undefined && { isHeld }) })
      .then((answer) => this.heard.push(`${name}: ${answer}`));
  }

  offsets(): number[] {
    return [...this.tenure.state.offsets.ofGroup('g')].map(({ partition }) => partition);
  }
}

describe('an operation of a shard', () => {
  test('appends one batch and is replayed in the same turn; its answer waits for the high watermark', async () => {
    const under = new TenureUnderTest();
    under.log.holdCommits();
    under.run('write', { records: [commit(1), commit(2)] });
    expect(under.log.shapes).toEqual([['offsetCommit', 'offsetCommit']]);
    expect(under.offsets()).toEqual([1, 2]);
    await settle();
    expect(under.heard).toEqual([]);
    under.log.commit();
    await settle();
    expect(under.heard).toEqual(['write committed', 'write: answer']);
  });

  test('gives each record its own offset', () => {
    const under = new TenureUnderTest();
    under.run('one', { records: [commit(1)] });
    under.run('two', { records: [commit(2), commit(3)] });
    const offsets = [...under.tenure.state.offsets.ofGroup('g')].map(({ committed }) => committed.recordOffset);
    expect(offsets).toEqual([0, 1, 2]);
  });

  test('that has changed memory by itself is not replayed', () => {
    const under = new TenureUnderTest();
    under.run('write', { records: [commit(1)], isReplayed: false });
    expect(under.log.batchesCount).toBe(1);
    expect(under.offsets()).toEqual([]);
  });

  test('without records waits until what it saw is committed', async () => {
    const under = new TenureUnderTest();
    under.run('early', {});
    await settle();
    expect(under.heard).toEqual(['early committed', 'early: answer']);
    under.log.holdCommits();
    under.run('write', { records: [commit(1)] });
    under.run('read', {});
    under.run('heartbeat', {}, () => false);
    await settle();
    expect(under.heard.slice(2)).toEqual(['heartbeat committed', 'heartbeat: answer']);
    under.log.commit();
    await settle();
    expect(under.heard.slice(4)).toEqual(['write committed', 'read committed', 'write: answer', 'read: answer']);
    under.run('late', {});
    await settle();
    expect(under.heard.slice(8)).toEqual(['late committed', 'late: answer']);
  });

  test('that waits for others gives its answer when both the log and they are ready', async () => {
    const under = new TenureUnderTest();
    let give: (answer: string) => void = () => undefined;
    const answer = new Promise<string>((resolve) => (give = resolve));
    under.log.holdCommits();
    under.run('join', { records: [commit(1)], answer });
    give('joined');
    await settle();
    expect(under.heard).toEqual([]);
    under.log.commit();
    await settle();
    expect(under.heard).toEqual(['join committed', 'join: joined']);
  });

  test('that is not committed in time is answered COORDINATOR_NOT_AVAILABLE; its records stay and commit later', async () => {
    const under = new TenureUnderTest();
    under.log.holdCommits();
    under.run('write', { records: [commit(1)] });
    await under.world.clock.run(5_000);
    expect(under.heard).toEqual([`write: failed ${ErrorCode.COORDINATOR_NOT_AVAILABLE}`]);
    expect(under.offsets()).toEqual([1]);
    under.log.commit();
    await settle();
    expect(under.heard.slice(1)).toEqual(['write committed']);
  });

  test.each([
    ['NOT_LEADER_OR_FOLLOWER', 'NOT_COORDINATOR'],
    ['KAFKA_STORAGE_ERROR', 'NOT_COORDINATOR'],
    ['REQUEST_TIMED_OUT', 'COORDINATOR_NOT_AVAILABLE'],
  ] as const)('that the log refuses with %s has changed nothing and says %s', async (code, said) => {
    const under = new TenureUnderTest();
    under.log.refuseNext(ErrorCode[code]);
    under.run('write', { records: [commit(1)] });
    await settle();
    expect(under.heard).toEqual([`write: refused ${ErrorCode[said]}`]);
    expect(under.offsets()).toEqual([]);
  });

  test('whose batch is too large is refused before the log sees it', async () => {
    const under = new TenureUnderTest();
    under.log.batchBytesMax = 200;
    under.run('write', { records: [commit(1, 'm'.repeat(200))] });
    await settle();
    expect(under.heard).toEqual([`write: refused ${ErrorCode.UNKNOWN_SERVER_ERROR}`]);
    expect(under.log.batchesCount).toBe(0);
  });

  test('that throws is our fault: its caller gets UNKNOWN_SERVER_ERROR and the shard is told', async () => {
    const under = new TenureUnderTest();
    const fault = () => {
      throw new Error('a fault');
    };
    const answer = under.tenure.run<string>(fault, { failed: (error) => `failed ${error}` });
    await expect(answer).resolves.toBe(`failed ${ErrorCode.UNKNOWN_SERVER_ERROR}`);
    under.run('write', { records: [commit(1)], onCommitted: fault });
    await settle();
    expect(under.heard).toEqual([
      'broken: Error: a fault',
      'broken: Error: a fault',
      `write: failed ${ErrorCode.UNKNOWN_SERVER_ERROR}`,
    ]);
  });

  test('is refused while too much waits already', async () => {
    const under = new TenureUnderTest();
    under.log.holdCommits();
    under.run('first', { records: [commit(1)] });
    for (let index = 0; index < 100_000; index += 1) void under.tenure.run(() => answered(''), { failed: String });
    under.run('last', { records: [commit(2)] });
    under.run('read', {});
    await settle();
    expect(under.heard).toEqual([
      `last: refused ${ErrorCode.COORDINATOR_NOT_AVAILABLE}`,
      `read: failed ${ErrorCode.COORDINATOR_NOT_AVAILABLE}`,
    ]);
    expect(under.offsets()).toEqual([1]);
  });

  test('that is begun by a timer runs, and its records are written', async () => {
    const under = new TenureUnderTest();
    under.tenure.timers.set('session/x', 10, () => ({
      records: [commit(4)],
      answer: undefined,
      onRefused: () => undefined,
    }));
    await under.world.clock.run(10);
    expect(under.offsets()).toEqual([4]);
  });
});

describe('a sweep', () => {
  test('writes as many batches as its records take', () => {
    const under = new TenureUnderTest();
    under.log.batchBytesMax = 300;
    under.tenure.sweep('a test', () => Array.from({ length: 20 }, (_, index) => commit(index)));
    expect(under.log.batchesCount).toBeGreaterThan(3);
    expect(under.offsets()).toHaveLength(20);
  });

  test('leaves what was refused for the next time', () => {
    const under = new TenureUnderTest();
    under.log.batchBytesMax = 300;
    under.log.refuseNext(ErrorCode.NOT_ENOUGH_REPLICAS);
    under.tenure.sweep('a test', () => Array.from({ length: 20 }, (_, index) => commit(index)));
    expect(under.offsets().length).toBeLessThan(20);
    expect(under.offsets()).toContain(19);
  });
});

describe('a closed tenure', () => {
  test('answers NOT_COORDINATOR to whoever waits and whoever comes, unloads its groups, and runs nothing', async () => {
    const under = new TenureUnderTest();
    const group = new FakeGroup('x');
    under.tenure.groups.put(group);
    under.log.holdCommits();
    under.run('write', { records: [commit(1)] });
    under.tenure.timers.set('session/x', 10, () => {
      throw new Error('must not run');
    });
    under.tenure.close(ErrorCode.NOT_COORDINATOR);
    under.tenure.close(ErrorCode.NOT_COORDINATOR);
    under.run('late', { records: [commit(2)] });
    under.log.commit();
    await under.world.clock.run(10_000);
    expect(under.heard.sort()).toEqual([
      `late: failed ${ErrorCode.NOT_COORDINATOR}`,
      `write: failed ${ErrorCode.NOT_COORDINATOR}`,
    ]);
    expect(group.unloads).toEqual([ErrorCode.NOT_COORDINATOR]);
    expect(under.log.batchesCount).toBe(1);
    expect(under.world.clock.armed).toBe(0);
  });

  test('comes of a log that ends: those who wait are told', async () => {
    const under = new TenureUnderTest();
    under.log.holdCommits();
    under.run('one', { records: [commit(1)] });
    under.run('two', { records: [commit(2)] });
    under.log.end(ErrorCode.KAFKA_STORAGE_ERROR);
    await settle();
    expect(under.heard.filter((line) => line.startsWith('lost'))).toHaveLength(1);
    expect(under.heard.filter((line) => line.endsWith(`failed ${ErrorCode.NOT_COORDINATOR}`))).toHaveLength(2);
  });
});
