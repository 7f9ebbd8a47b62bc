import { ErrorCode } from '@yak/model';
import { ConsumerWorld, given, owning } from '../../../support/groups/consumer-world';
import { FakeCaller } from '../../../support/groups/fake-services';

let world: ConsumerWorld;
beforeEach(() => {
  world = new ConsumerWorld();
});

/** A alone with 4 partitions, then B joins. */
async function twoMembers(): Promise<void> {
  await world.join('A');
  await world.join('B');
}

describe('a group of the consumer protocol', () => {
  it('gives everything to its first member, in one batch', async () => {
    const answer = await world.join('A');
    expect(answer).toMatchObject({ errorCode: 0, memberId: 'A', memberEpoch: 1, heartbeatIntervalMs: 5_000 });
    expect(given(answer)).toEqual([0, 1, 2, 3]);
    expect(world.batches).toEqual([
      ['consumerMember', 'consumerTopics', 'consumerGroup', 'targetMember', 'targetEpoch', 'currentAssignment'],
    ]);
    expect(world.group.stateName).toBe('Stable');
  });

  it('gives nothing to a second member until the first has given up its half', async () => {
    await world.join('A');
    const joined = await world.join('B');
    expect([joined.memberEpoch, given(joined)]).toEqual([2, []]);
    expect(world.group.stateName).toBe('Reconciling');
    const told = await world.beat('A', { memberEpoch: 1 });
    expect([told.memberEpoch, given(told)]).toEqual([1, [0, 1]]);
    expect(given(await world.beat('B', { memberEpoch: 2 }))).toBeNull();
    const settled = await world.beat('A', { memberEpoch: 1, topicPartitions: [owning('orders', 0, 1)] });
    expect([settled.memberEpoch, given(settled)]).toEqual([2, null]);
    expect(given(await world.beat('B', { memberEpoch: 2 }))).toEqual([2, 3]);
    expect(world.group.stateName).toBe('Stable');
  });

  it('writes nothing for a heartbeat that changes nothing', async () => {
    await world.join('A');
    const { lastSequence } = world.journal;
    const answer = await world.beat('A', { memberEpoch: 1 });
    expect(answer).toMatchObject({ errorCode: 0, memberEpoch: 1, assignment: null });
    expect(world.batches).toHaveLength(1);
    expect(world.journal.lastSequence).toBe(lastSequence);
  });

  it('accepts the epoch before from a member that has not got its newest answer', async () => {
    await twoMembers();
    await world.beat('A', { memberEpoch: 1 });
    await world.beat('A', { memberEpoch: 1, topicPartitions: [owning('orders', 0, 1)] });
    const full = { rebalanceTimeoutMs: 60_000, subscribedTopicNames: ['orders'] };
    const again = await world.beat('A', { ...full, memberEpoch: 1, topicPartitions: [owning('orders', 0)] });
    expect([again.errorCode, again.memberEpoch, given(again)]).toEqual([0, 2, [0, 1]]);
    const wrong = await world.beat('A', { ...full, memberEpoch: 1, topicPartitions: [owning('orders', 2)] });
    expect(wrong.errorCode).toBe(ErrorCode.FENCED_MEMBER_EPOCH);
    expect(wrong).toMatchObject({ memberEpoch: 0, heartbeatIntervalMs: 0 });
  });

  it('lets a known member join anew and keep its place', async () => {
    await world.join('A');
    const again = await world.join('A');
    expect([again.errorCode, again.memberEpoch, given(again)]).toEqual([0, 1, [0, 1, 2, 3]]);
    expect(world.group.state.groupEpoch).toBe(1);
  });

  it('comes into a new epoch when a topic has grown, with the next heartbeat', async () => {
    await world.join('A');
    world.topics.set('orders', 6);
    const answer = await world.beat('A', { memberEpoch: 1 });
    expect([answer.memberEpoch, given(answer)]).toEqual([2, [0, 1, 2, 3, 4, 5]]);
  });

  it('takes a deleted topic away', async () => {
    await world.join('A');
    world.topics.delete('orders');
    const told = await world.beat('A', { memberEpoch: 1 });
    expect([told.memberEpoch, given(told)]).toEqual([1, []]);
    expect(await world.beat('A', { memberEpoch: 1, topicPartitions: [] })).toMatchObject({ memberEpoch: 2 });
  });

  it('gives a topic that is made after its members subscribed', async () => {
    expect(given(await world.join('A', { subscribedTopicNames: ['new'] }), 'new')).toEqual([]);
    world.topics.set('new', 2);
    expect(given(await world.beat('A', { memberEpoch: 1 }), 'new')).toEqual([0, 1]);
  });

  it('has a limit for its members', async () => {
    world.settings.consumer.membersMax = 1;
    await world.join('A');
    expect(await world.join('B')).toMatchObject({ errorCode: ErrorCode.GROUP_MAX_SIZE_REACHED });
    expect(await world.join('A')).toMatchObject({ errorCode: 0 });
  });

  it('makes the ids of members that speak version 0', async () => {
    const answer = await world.join('', {}, new FakeCaller(0));
    expect(answer.memberId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('does not write down what the log refuses', async () => {
    world.refuseNext(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    expect(await world.join('A')).toMatchObject({ errorCode: ErrorCode.COORDINATOR_NOT_AVAILABLE });
    expect([...world.groups.all()]).toEqual([]);
    await world.join('A');
    world.topics.set('orders', 5);
    world.refuseNext(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    await world.beat('A', { memberEpoch: 1 });
    expect(given(await world.beat('A', { memberEpoch: 1 }))).toHaveLength(5);
  });

  test.each`
    kind                   | epoch | error
    ${'no group'}          | ${1}  | ${ErrorCode.GROUP_ID_NOT_FOUND}
    ${'an unknown member'} | ${1}  | ${ErrorCode.UNKNOWN_MEMBER_ID}
    ${'an unknown member'} | ${-1} | ${ErrorCode.UNKNOWN_MEMBER_ID}
    ${'no group'}          | ${-1} | ${ErrorCode.GROUP_ID_NOT_FOUND}
  `(
    'answers $error for $kind at epoch $epoch',
    async ({ kind, epoch, error }: { kind: string; epoch: number; error: number }) => {
      if (kind !== 'no group') await world.join('A');
      expect(await world.beat('X', { memberEpoch: epoch })).toMatchObject({ errorCode: error, memberEpoch: 0 });
    },
  );
});

describe('a static member', () => {
  const A = { instanceId: 'i' };

  it('comes back under another id and keeps its partitions without a new epoch', async () => {
    await world.join('A', A);
    await world.join('B');
    await world.beat('A', { ...A, memberEpoch: 1 });
    await world.beat('A', { ...A, memberEpoch: 1, topicPartitions: [owning('orders', 0, 1)] });
    expect(await world.beat('A', { ...A, memberEpoch: -2 })).toMatchObject({ errorCode: 0, memberEpoch: -2 });
    expect(world.group.membersCount).toBe(2);
    const back = await world.join('A2', A);
    expect([back.memberEpoch, given(back)]).toEqual([2, [0, 1]]);
    expect(world.group.state.groupEpoch).toBe(2);
    expect([...world.group.state.members.keys()].sort()).toEqual(['A2', 'B']);
    expect(world.timers.armed).toEqual(['session/1/g/A2', 'session/1/g/B']);
  });

  it('keeps its instance while it lives', async () => {
    await world.join('A', A);
    expect(await world.join('A2', A)).toMatchObject({ errorCode: ErrorCode.UNRELEASED_INSTANCE_ID });
    expect(await world.beat('A', { ...A, memberEpoch: 1 })).toMatchObject({ errorCode: 0 });
    expect(await world.beat('A2', { ...A, memberEpoch: 1 })).toMatchObject({ errorCode: ErrorCode.FENCED_INSTANCE_ID });
    expect(await world.beat('A2', { ...A, memberEpoch: -1 })).toMatchObject({
      errorCode: ErrorCode.FENCED_INSTANCE_ID,
    });
    expect(await world.beat('A', { instanceId: 'j', memberEpoch: 1 })).toMatchObject({
      errorCode: ErrorCode.UNKNOWN_MEMBER_ID,
    });
  });
});
