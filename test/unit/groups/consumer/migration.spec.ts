import { ErrorCode } from '@yak/model';
import {
  ConsumerProtocolAssignment,
  ConsumerProtocolSubscription,
  decodeVersioned,
  encodeVersioned,
} from '@yak/protocol';
import { ClassicGroup, joinGroup } from '../../../../libs/groups/src/classic';
import { classicHeartbeat, classicJoin, classicLeave, classicSync } from '../../../../libs/groups/src/consumer';
import { ConsumerWorld, given, idOf, owning } from '../../../support/groups/consumer-world';
import { FakeCaller } from '../../../support/groups/fake-services';
import { settle } from '../../../support/cluster/manual-clock';

let world: ConsumerWorld;
beforeEach(() => {
  world = new ConsumerWorld();
});

const subscription = (owned: number[] = [], topics = ['orders']): Buffer =>
  encodeVersioned(ConsumerProtocolSubscription, 1, {
    topics,
    ownedPartitions: owned.length === 0 ? [] : [{ topic: 'orders', partitions: owned }],
  });

const assignment = (...partitions: number[]): Buffer =>
  encodeVersioned(ConsumerProtocolAssignment, 1, { assignedPartitions: [{ topic: 'orders', partitions }] });

const partitionsOf = (bytes: Buffer): number[] =>
  bytes.length === 0
    ? []
    : decodeVersioned(ConsumerProtocolAssignment, bytes).body.assignedPartitions.flatMap(
        ({ partitions }) => partitions,
      );

const joinRequest = (memberId: string, metadata = subscription(), groupInstanceId: string | null = null) => ({
  groupId: 'g',
  sessionTimeoutMs: 10_000,
  rebalanceTimeoutMs: 30_000,
  memberId,
  groupInstanceId,
  protocolType: 'consumer',
  protocols: [{ name: 'cooperative-sticky', metadata }],
  reason: null,
});
const caller = new FakeCaller(5, 'classic');
const join = (memberId: string, metadata?: Buffer, instanceId: string | null = null) =>
  world.run(classicJoin(world, joinRequest(memberId, metadata, instanceId), caller));
const sync = (memberId: string, generationId: number) =>
  world.run(
    classicSync(
      world,
      {
        groupId: 'g',
        generationId,
        memberId,
        groupInstanceId: null,
        protocolType: 'consumer',
        protocolName: 'cooperative-sticky',
        assignments: [],
      },
      caller,
    ),
  );
const beat = (memberId: string, generationId: number) =>
  world.run(classicHeartbeat(world, { groupId: 'g', generationId, memberId, groupInstanceId: null }, caller));
const leave = (...memberIds: string[]) =>
  world.run(
    classicLeave(
      world,
      {
        groupId: 'g',
        memberId: '',
        members: memberIds.map((memberId) => ({ memberId, groupInstanceId: null, reason: null })),
      },
      caller,
    ),
  );

/** A classic group at work: members c1 and c2 with two partitions each, in generation 3. */
function classicGroup(): ClassicGroup {
  const profile = {
    instanceId: null,
    clientId: 'classic',
    clientHost: '/127.0.0.1',
    sessionTimeoutMs: 10_000,
    rebalanceTimeoutMs: 30_000,
    protocols: [{ name: 'cooperative-sticky', metadata: subscription() }],
  };
  const group = ClassicGroup.of(
    world,
    {
      id: 'g',
      protocolType: 'consumer',
      generation: 3,
      protocolName: 'cooperative-sticky',
      leaderId: 'c1',
      stateTimestampMs: 0,
      members: [
        { id: 'c1', ...profile, assignment: assignment(0, 1) },
        { id: 'c2', ...profile, assignment: assignment(2, 3) },
      ],
    },
    'test',
  );
  world.groups.put(group);
  group.startSessions();
  return group;
}

describe('a classic group that a member of the consumer protocol joins', () => {
  it('becomes a consumer group in which everybody keeps what it has, and is asked for its share', async () => {
    classicGroup();
    const joined = await world.join('n');
    expect([joined.errorCode, joined.memberEpoch, given(joined)]).toEqual([0, 4, []]);
    expect(world.batches[0]?.[0]).toBe('-groupMetadata');
    expect(world.timers.armed).toEqual(['session/1/g/c1', 'session/1/g/c2', 'session/1/g/n']);
    expect(world.timers.remainingMs('session/1/g/c1')).toBe(10_000);
    expect(await beat('c1', 3)).toEqual({ errorCode: ErrorCode.REBALANCE_IN_PROGRESS });
    expect(await join('c1', subscription([0, 1]))).toMatchObject({
      errorCode: 0,
      generationId: 4,
      leader: '',
      members: [],
    });
    expect(partitionsOf((await sync('c1', 4)).assignment)).toEqual([0, 1]);
    expect(await beat('c2', 3)).toEqual({ errorCode: ErrorCode.REBALANCE_IN_PROGRESS });
    const told = await join('c2', subscription([2, 3]));
    expect(told).toMatchObject({ errorCode: 0, generationId: 3, protocolName: 'cooperative-sticky' });
    expect(partitionsOf((await sync('c2', 3)).assignment)).toEqual([2]);
    expect(await beat('c2', 3)).toEqual({ errorCode: ErrorCode.REBALANCE_IN_PROGRESS });
    expect(given(await world.beat('n', { memberEpoch: 4 }))).toBeNull();
    expect(await join('c2', subscription([2]))).toMatchObject({ generationId: 4 });
    expect(partitionsOf((await sync('c2', 4)).assignment)).toEqual([2]);
    expect(given(await world.beat('n', { memberEpoch: 4 }))).toEqual([3]);
    expect(await beat('c2', 4)).toEqual({ errorCode: 0 });
    expect(world.group.stateName).toBe('Stable');
  });

  it('tells whoever waits for a classic generation to join again', async () => {
    const first = world.run(joinGroup(world, joinRequest('', subscription(), 'i'), caller));
    await settle();
    await world.clock.run(0);
    const { memberId } = await first;
    const waiting = world.run(joinGroup(world, { ...joinRequest('', subscription(), 'j') }, caller));
    await world.join('n');
    expect(await waiting).toMatchObject({ errorCode: ErrorCode.REBALANCE_IN_PROGRESS });
    expect(world.group.state.members.has(memberId)).toBe(true);
    expect(world.group.state.classicCount).toBe(2);
  });

  test.each(['downgrade', 'disabled'] as const)('stays classic where the policy is %s', async (policy) => {
    world.settings.consumer.migrationPolicy = policy;
    classicGroup();
    expect(await world.join('n')).toMatchObject({ errorCode: ErrorCode.GROUP_ID_NOT_FOUND });
    expect(world.groups.find('g')?.stateName).toBe('Stable');
  });

  it('stays classic when the log refuses the change', async () => {
    classicGroup();
    world.refuseNext(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    expect(await world.join('n')).toMatchObject({ errorCode: ErrorCode.COORDINATOR_NOT_AVAILABLE });
    expect(world.groups.find('g')).toMatchObject({ kind: 'classic', membersCount: 2, stateName: 'Stable' });
    expect(world.timers.remainingMs('session/1/g/c1')).toBe(10_000);
  });

  it('is replaced at once when it is empty', async () => {
    world.groups.put(ClassicGroup.simple(world, 'g'));
    expect(await world.join('n')).toMatchObject({ errorCode: 0, memberEpoch: 1 });
    expect(world.batches[0]?.[0]).toBe('-groupMetadata');
  });
});

describe('a consumer group whose last member of the new protocol goes', () => {
  it('becomes a classic group that rebalances', async () => {
    classicGroup();
    await world.join('n');
    await world.beat('n', { memberEpoch: -1 });
    const group = world.groups.find('g');
    expect(group).toMatchObject({ kind: 'classic', stateName: 'PreparingRebalance', membersCount: 2 });
    expect(world.batches.at(-1)).toEqual([
      ...Array<string>(3).fill('-currentAssignment'),
      ...Array<string>(3).fill('-targetMember'),
      '-targetEpoch',
      ...Array<string>(3).fill('-consumerMember'),
      '-consumerTopics',
      '-consumerGroup',
      'groupMetadata',
    ]);
    expect(world.journal.since(0, { machine: 'consumer-group' }).at(-1)).toMatchObject({ to: 'Dead' });
    expect(world.timers.remainingMs('session/1/g/c2')).toBe(10_000);
  });

  it('stays as it is where the policy does not allow more', async () => {
    world.settings.consumer.migrationPolicy = 'upgrade';
    classicGroup();
    await world.join('n');
    await world.beat('n', { memberEpoch: -1 });
    expect(world.group.state.classicCount).toBe(2);
  });

  it('stays as it is when the log refuses the change', async () => {
    classicGroup();
    await world.join('n');
    world.refuseNext(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    expect(await world.beat('n', { memberEpoch: -1 })).toMatchObject({
      errorCode: ErrorCode.COORDINATOR_NOT_AVAILABLE,
    });
    expect(world.group.membersCount).toBe(3);
    expect(await world.beat('n', { memberEpoch: 4 })).toMatchObject({ errorCode: 0 });
  });
});

describe('a classic member of a consumer group', () => {
  beforeEach(async () => {
    await world.join('n');
  });

  it('is told its id first, and then its generation at once', async () => {
    const first = await join('');
    expect(first).toMatchObject({ errorCode: ErrorCode.MEMBER_ID_REQUIRED });
    expect(world.group.membersCount).toBe(1);
    expect(await join(first.memberId)).toMatchObject({ errorCode: 0, generationId: 2, memberId: first.memberId });
    expect(partitionsOf((await sync(first.memberId, 2)).assignment)).toEqual([]);
    expect(await beat(first.memberId, 2)).toEqual({ errorCode: 0 });
    await world.beat('n', { memberEpoch: 1 });
    await world.beat('n', { memberEpoch: 1, topicPartitions: [owning('orders', ...kept())] });
    expect(await beat(first.memberId, 2)).toEqual({ errorCode: ErrorCode.REBALANCE_IN_PROGRESS });
    await join(first.memberId);
    expect(partitionsOf((await sync(first.memberId, 2)).assignment)).toHaveLength(2);
  });

  /** What the first member is to keep. */
  const kept = (): readonly number[] => world.group.state.targetOf('n').get(idOf('orders')) ?? [];

  it('is taken out when it does not sync, or does not join again, in time', async () => {
    await join('c');
    for (let second = 0; second < 29; second += 5) {
      await world.clock.run(5_000);
      await beat('c', 2);
      await world.beat('n', { memberEpoch: 1 });
    }
    expect(world.group.state.members.has('c')).toBe(false);
  });

  it('is taken out when it is silent for its own session', async () => {
    await join('c');
    await sync('c', 2);
    await world.clock.run(10_000);
    expect([...world.group.state.members.keys()]).toEqual(['n']);
  });

  it('leaves', async () => {
    await join('c');
    expect(await leave('c', 'n', 'x')).toEqual({
      errorCode: 0,
      members: [
        { memberId: 'c', groupInstanceId: null, errorCode: 0 },
        { memberId: 'n', groupInstanceId: null, errorCode: ErrorCode.UNKNOWN_MEMBER_ID },
        { memberId: 'x', groupInstanceId: null, errorCode: ErrorCode.UNKNOWN_MEMBER_ID },
      ],
    });
    expect([...world.group.state.members.keys()]).toEqual(['n']);
  });

  test.each`
    what                                | change                                                                | error
    ${'another type'}                   | ${{ protocolType: 'connect' }}                                        | ${'INCONSISTENT_GROUP_PROTOCOL'}
    ${'no protocols'}                   | ${{ protocols: [] }}                                                  | ${'INCONSISTENT_GROUP_PROTOCOL'}
    ${'bytes that are no subscription'} | ${{ protocols: [{ name: 'x', metadata: Buffer.from('00', 'hex') }] }} | ${'INCONSISTENT_GROUP_PROTOCOL'}
    ${'an instance nobody has'}         | ${{ groupInstanceId: 'i' }}                                           | ${'UNKNOWN_MEMBER_ID'}
    ${'a session that is too short'}    | ${{ sessionTimeoutMs: 1 }}                                            | ${'INVALID_SESSION_TIMEOUT'}
  `('is refused with $what', async ({ change, error }: { change: object; error: keyof typeof ErrorCode }) => {
    const answer = await world.run(classicJoin(world, { ...joinRequest('c'), ...change }, caller));
    expect(answer.errorCode).toBe(ErrorCode[error]);
  });

  it('is told what is wrong with its generation and its protocol', async () => {
    await join('c');
    expect(await beat('c', 1)).toEqual({ errorCode: ErrorCode.ILLEGAL_GENERATION });
    expect(await beat('n', 1)).toEqual({ errorCode: ErrorCode.UNKNOWN_MEMBER_ID });
    expect(await sync('c', 9)).toMatchObject({ errorCode: ErrorCode.ILLEGAL_GENERATION });
    expect(await sync('x', 2)).toMatchObject({ errorCode: ErrorCode.UNKNOWN_MEMBER_ID });
  });

  it('that is static comes back under a new id with what it had', async () => {
    const first = await join('', undefined, 'i');
    const again = await join('', undefined, 'i');
    expect(again.memberId).not.toBe(first.memberId);
    expect([...world.group.state.instances]).toEqual([['i', again.memberId]]);
    expect(await join(first.memberId, undefined, 'i')).toMatchObject({ errorCode: ErrorCode.FENCED_INSTANCE_ID });
  });
});
