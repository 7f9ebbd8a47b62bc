import { seededRandom, silentLogger } from '@yak/base';
import type { CoordinatorLink } from '@yak/bus';
import type { AlterIsrRequest, PartitionRecord } from '@yak/control';
import {
  brokerEpoch,
  brokerId,
  ErrorCode,
  leaderEpoch,
  partitionEpoch,
  partitionIndex,
  refusal,
  topicId,
} from '@yak/model';
import type { PartitionReplica } from '@yak/replica';
import { RecoveryEnds } from '../../../libs/broker/src/recovery-ends';
import { ManualClock } from '../../support/cluster/manual-clock';

const OWN = { brokerId: brokerId(1), brokerEpoch: brokerEpoch(4) };
const IDENTITY = { ...OWN, directoryId: 'directory', registrationPosition: 1 };
const recordOf = (partition: number, changes: Partial<PartitionRecord> = {}): PartitionRecord => ({
  kind: 'partition',
  topicId: topicId('a'.repeat(32)),
  partition: partitionIndex(partition),
  leader: OWN,
  leaderEpoch: leaderEpoch(2),
  isr: [OWN],
  elr: [],
  lastKnownLeader: null,
  replicas: [OWN.brokerId],
  partitionEpoch: partitionEpoch(5),
  isRecovering: true,
  operationId: '',
  ...changes,
});
const ALTERED = {
  kind: 'altered' as const,
  leaderEpoch: leaderEpoch(2),
  partitionEpoch: partitionEpoch(6),
  isr: [OWN],
  isRecovering: false,
};

type ReplicaRole = PartitionReplica['role'];

class FakeReplica {
  role: ReplicaRole;
  leaderEpoch = leaderEpoch(2);
  readonly listeners = new Set<() => void>();

  constructor(role: ReplicaRole = 'candidate') {
    this.role = role;
  }

  onAdvanced(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  become(role: ReplicaRole): void {
    this.role = role;
    for (const listener of this.listeners) listener();
  }
}

describe('the end of a recovery', () => {
  let clock: ManualClock;
  let sent: AlterIsrRequest[];
  let answer: (request: AlterIsrRequest) => Promise<unknown>;
  let ends: RecoveryEnds;

  beforeEach(() => {
    clock = new ManualClock();
    sent = [];
    answer = ({ changes }) => Promise.resolve({ kind: 'isr-altered', outcomes: changes.map(() => ALTERED) });
    const request = (_verb: string, message: AlterIsrRequest) => {
      sent.push(message);
      return answer(message);
    };
    ends = new RecoveryEnds({
      link: { request } as unknown as CoordinatorLink,
      clock,
      random: seededRandom('recoveries'),
      logger: silentLogger,
    });
  });

  it('is said once the leader serves, not before, with the ISR as it is', async () => {
    const replica = new FakeReplica();
    ends.follow(recordOf(0), replica, IDENTITY);
    await clock.run(5_000);
    expect(sent).toEqual([]);
    replica.become('leader');
    await clock.run(0);
    expect(sent).toMatchObject([
      {
        brokerId: 1,
        brokerEpoch: 4,
        changes: [{ partition: 0, leaderEpoch: 2, partitionEpoch: 5, isr: [OWN], isRecovering: false }],
      },
    ]);
    replica.become('leader');
    await clock.run(5_000);
    expect(sent).toHaveLength(1);
    expect(replica.listeners.size).toBe(0);
  });

  test.each([
    ['of a partition that does not recover', { isRecovering: false }],
    ['where another broker leads', { leader: { ...OWN, brokerId: brokerId(2) } }],
    ['where an earlier registration of this broker leads', { leader: { ...OWN, brokerEpoch: brokerEpoch(3) } }],
    ['where nobody leads', { leader: null }],
    ['before the replica has the epoch of the record', { leaderEpoch: leaderEpoch(3) }],
  ])('is not said %s', async (_what, changes) => {
    ends.follow(recordOf(0, changes), new FakeReplica('leader'), IDENTITY);
    await clock.run(5_000);
    expect(sent).toEqual([]);
  });

  it('of many partitions travels in one message a turn, a thousand at most', async () => {
    for (let partition = 0; partition < 1_500; partition += 1)
      ends.follow(recordOf(partition), new FakeReplica('leader'), IDENTITY);
    await clock.run(0);
    expect(sent.map(({ changes }) => changes.length)).toEqual([1_000, 500]);
  });

  const failures: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['nobody answers', () => Promise.reject(new Error('no coordinator'))],
    ['all of it is refused', () => Promise.resolve(refusal(ErrorCode.STALE_BROKER_EPOCH))],
    [
      'one of it is refused',
      () => Promise.resolve({ kind: 'isr-altered', outcomes: [refusal(ErrorCode.NOT_CONTROLLER)] }),
    ],
  ];
  test.each(failures)('is said again after a second where %s', async (_what, failure) => {
    const well = answer;
    answer = failure;
    ends.follow(recordOf(0), new FakeReplica('leader'), IDENTITY);
    await clock.run(999);
    expect(sent).toHaveLength(1);
    answer = well;
    await clock.run(2_000);
    expect(sent).toHaveLength(2);
    await clock.run(5_000);
    expect(sent).toHaveLength(2);
  });

  it('is said no more where a newer record says that it has ended', async () => {
    answer = () => Promise.reject(new Error('the answer was lost'));
    const replica = new FakeReplica('leader');
    ends.follow(recordOf(0), replica, IDENTITY);
    await clock.run(0);
    ends.follow(recordOf(0, { isRecovering: false, partitionEpoch: partitionEpoch(6) }), replica, IDENTITY);
    await clock.run(10_000);
    expect([sent.length, replica.listeners.size]).toEqual([1, 0]);
  });

  test.each([
    ['its topic was deleted', () => ends.forget(topicId('a'.repeat(32)), partitionIndex(0))],
    ['the broker stops', () => ends.close()],
  ])('is said no more once %s', async (_what, end) => {
    answer = () => Promise.reject(new Error('no coordinator'));
    const replica = new FakeReplica('leader');
    ends.follow(recordOf(0), replica, IDENTITY);
    await clock.run(0);
    end();
    await clock.run(10_000);
    expect([sent.length, replica.listeners.size]).toEqual([1, 0]);
  });
});
