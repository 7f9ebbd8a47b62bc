import { ErrorCode } from '@yak/model';
import { settle } from '../../support/cluster/manual-clock';
import { CoordinatorMember } from '../../support/groups/coordinator-member';
import { CoordinatorWorld } from '../../support/groups/coordinator-world';
import { FakeCaller } from '../../support/groups/fake-services';

const DAY_MS = 86_400_000;

async function world(): Promise<CoordinatorWorld> {
  return new CoordinatorWorld().lead();
}

function memberOf(here: CoordinatorWorld, options: CoordinatorMember['options'] = {}): CoordinatorMember {
  return new CoordinatorMember(() => here.coordinator, 'g', options);
}

/** Joins all members into one generation. */
async function joined(here: CoordinatorWorld, members: readonly CoordinatorMember[]): Promise<void> {
  const joins = members.map((member) => member.join());
  await here.clock.run(0);
  expect(await Promise.all(joins)).toEqual(members.map(() => 0));
}

async function formed(here: CoordinatorWorld, count: number): Promise<CoordinatorMember[]> {
  const members = Array.from({ length: count }, (_, index) => memberOf(here, { name: `c${index}` }));
  await joined(here, members);
  expect(await Promise.all(members.map((member) => member.sync()))).toEqual(members.map(() => 0));
  return members;
}

async function formedAlone(here: CoordinatorWorld): Promise<CoordinatorMember> {
  const [one] = await formed(here, 1);
  if (one === undefined) throw new Error('nobody joined');
  return one;
}

const described = async (here: CoordinatorWorld, groupId = 'g') =>
  (await here.coordinator.describeGroups([groupId]))[0];

describe('a classic group, from the first join to a restart', () => {
  test('forms, commits and reads; a restart finds members, generation, assignments and offsets as they were', async () => {
    const here = await world();
    const [one, other] = await formed(here, 2);
    expect([one?.generationId, other?.generationId]).toEqual([1, 1]);
    expect([one?.assignment, other?.assignment]).toEqual([`for ${one?.memberId}`, `for ${other?.memberId}`]);
    expect([await one?.commit('orders', 10), await other?.commit('payments', 20)]).toEqual([0, 0]);
    const before = await described(here);
    expect(before).toMatchObject({ groupState: 'Stable', protocolData: 'RoundRobinAssigner' });
    await here.restart('committed');
    expect(await described(here)).toEqual(before);
    expect(await here.offsets('g')).toEqual(['orders-0: 10', 'payments-0: 20']);
    expect([await one?.heartbeat(), await other?.heartbeat(), await one?.commit('orders', 11)]).toEqual([0, 0, 0]);
    expect(await here.offsets('g')).toEqual(['orders-0: 11', 'payments-0: 20']);
  });

  test('drops who is silent after a restart, one session later', async () => {
    const here = await world();
    const [one] = await formed(here, 2);
    await here.restart();
    await here.clock.run(29_000);
    expect(await one?.heartbeat()).toBe(0);
    await here.clock.run(1_500);
    expect(await one?.heartbeat()).toBe(ErrorCode.REBALANCE_IN_PROGRESS);
    const again = one?.join();
    await here.clock.run(60_000);
    expect(await again).toBe(0);
    expect(one?.joined?.members).toHaveLength(1);
  });

  test('killed between JoinGroup and SyncGroup is Stable in the generation before: its members join again', async () => {
    const here = await world();
    const one = await formedAlone(here);
    const newcomer = memberOf(here);
    const joins = [newcomer.join(), (await settle(), one.join())];
    await here.clock.run(0);
    expect(await Promise.all(joins)).toEqual([0, 0]);
    expect(one.generationId).toBe(2);
    await here.restart('committed');
    expect(await described(here)).toMatchObject({ groupState: 'Stable', members: [{ memberId: one.memberId }] });
    expect(await one.sync()).toBe(ErrorCode.ILLEGAL_GENERATION);
    expect(await newcomer.sync()).toBe(ErrorCode.UNKNOWN_MEMBER_ID);
    newcomer.memberId = '';
    const again = [newcomer.join(), (await settle(), one.join())];
    await here.clock.run(0);
    expect(await Promise.all(again)).toEqual([0, 0]);
    expect(await Promise.all([one.sync(), newcomer.sync()])).toEqual([0, 0]);
  });

  test('killed while the leader hands in its plan: the plan that was not committed may be there or not, and nobody is stuck', async () => {
    for (const kept of ['all', 'committed'] as const) {
      const here = await world();
      const members = [memberOf(here), memberOf(here)];
      await joined(here, members);
      here.log.holdCommits();
      const syncs = members.map((member) => member.sync());
      await settle();
      await here.restart(kept);
      expect(await Promise.all(syncs)).toEqual([ErrorCode.NOT_COORDINATOR, ErrorCode.NOT_COORDINATOR]);
      const again = await Promise.all(members.map((member) => member.sync()));
      expect(again).toEqual(kept === 'all' ? [0, 0] : [ErrorCode.UNKNOWN_MEMBER_ID, ErrorCode.UNKNOWN_MEMBER_ID]);
      if (kept === 'all') continue;
      for (const member of members) member.memberId = '';
      await joined(here, members);
      expect(await Promise.all(members.map((member) => member.sync()))).toEqual([0, 0]);
    }
  });

  test('gives an assignment only when it is committed: a leader that goes before that has given none', async () => {
    const here = await world();
    const members = [memberOf(here), memberOf(here)];
    await joined(here, members);
    here.log.holdCommits();
    const heard: number[] = [];
    for (const member of members) void member.sync().then((error) => heard.push(error));
    await settle();
    expect(heard).toEqual([]);
    expect(here.coordinator.explain('g')?.state).toMatch(/^CompletingRebalance/);
    here.log.commit();
    await settle();
    expect([heard, here.coordinator.explain('g')?.state]).toEqual([[0, 0], 'Stable']);
  });

  test('whose plan is not committed in time says so to the leader, and becomes Stable when it is', async () => {
    const here = await world();
    const members = [memberOf(here), memberOf(here)];
    await joined(here, members);
    const leader = members.find(({ isLeader }) => isLeader);
    here.log.holdCommits();
    const late = leader?.sync();
    await here.clock.run(5_000);
    expect(await late).toBe(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    here.log.commit();
    await settle();
    expect(await Promise.all(members.map((member) => member.sync()))).toEqual([0, 0]);
  });

  test('refuses commits of a past generation, of strangers, and while it rebalances', async () => {
    const here = await world();
    const one = await formedAlone(here);
    expect(await here.commit('g', { orders: [1] })).toEqual([ErrorCode.UNKNOWN_MEMBER_ID]);
    const past = Object.assign(memberOf(here), { memberId: one.memberId, generationId: 0 });
    expect(await past.commit('orders', 1)).toBe(ErrorCode.ILLEGAL_GENERATION);
    const again = one.join();
    await here.clock.run(0);
    await again;
    expect(await one.commit('orders', 1)).toBe(ErrorCode.REBALANCE_IN_PROGRESS);
    expect(await here.offsets('g')).toEqual([]);
  });

  test('is Empty when its last member has left, can be deleted then, and stays deleted', async () => {
    const here = await world();
    const one = await formedAlone(here);
    await one.commit('orders', 3);
    expect(await here.coordinator.deleteGroups(['g'])).toEqual([
      { groupId: 'g', errorCode: ErrorCode.NON_EMPTY_GROUP },
    ]);
    expect(await one.leave()).toBe(0);
    expect(await described(here)).toMatchObject({ groupState: 'Empty', members: [] });
    await here.restart('committed');
    expect(await described(here)).toMatchObject({ groupState: 'Empty', protocolType: 'consumer' });
    expect(await here.coordinator.deleteGroups(['g'])).toEqual([{ groupId: 'g', errorCode: ErrorCode.NONE }]);
    for (const when of ['at once', 'after a restart']) {
      expect([when, await described(here)]).toMatchObject([when, { groupState: 'Dead' }]);
      expect(await here.offsets('g')).toEqual([]);
      await here.restart('committed');
    }
  });

  test('expires seven days after it became Empty, however old its commits are', async () => {
    const here = await world();
    const one = await formedAlone(here);
    await one.commit('orders', 3);
    for (let livedMs = 0; livedMs < DAY_MS; livedMs += 28_000) {
      await here.clock.run(28_000);
      if ((await one.heartbeat()) !== 0) throw new Error(`dropped after ${livedMs} ms`);
    }
    await one.leave();
    await here.restart();
    await here.clock.run(7 * DAY_MS - 700_000);
    expect(await here.offsets('g')).toEqual(['orders-0: 3']);
    await here.clock.run(1_400_000);
    expect([await here.offsets('g'), (await described(here))?.groupState]).toEqual([[], 'Dead']);
  });
});

describe('a group that nobody joins', () => {
  test('is made by a commit, listed as Empty without a protocol, and found again after a restart', async () => {
    const here = await world();
    expect(await here.commit('tool', { orders: [4, 5] })).toEqual([0, 0]);
    for (let round = 0; round < 2; round += 1) {
      expect(await here.coordinator.listGroups({ states: ['empty'], types: [] })).toEqual({
        errorCode: 0,
        groups: [{ groupId: 'tool', protocolType: '', groupState: 'Empty', groupType: 'classic' }],
      });
      expect(await here.offsets('tool')).toEqual(['orders-0: 4', 'orders-1: 5']);
      await here.restart('committed');
    }
  });

  test('takes members later, and its offsets are theirs', async () => {
    const here = await world();
    await here.commit('g', { orders: [4] });
    const one = await formedAlone(here);
    expect(await here.offsets('g')).toEqual(['orders-0: 4']);
    expect(await one.commit('orders', 5)).toBe(0);
    await here.restart();
    expect(await here.offsets('g')).toEqual(['orders-0: 5']);
  });
});

describe('a commit', () => {
  test('that was answered is there after the broker is killed; one that was not may be there or not', async () => {
    const here = await world();
    await here.commit('g', { t: [1] });
    here.log.holdCommits();
    const unheard = here.commit('g', { t: [2] });
    await settle();
    await here.restart('committed');
    expect(await unheard).toEqual([ErrorCode.NOT_COORDINATOR]);
    expect(await here.offsets('g')).toEqual(['t-0: 1']);
    here.log.holdCommits();
    void here.commit('g', { t: [3] });
    await settle();
    await here.restart('all');
    expect(await here.offsets('g')).toEqual(['t-0: 3']);
  });

  test('that the log refuses leaves what was', async () => {
    const here = await world();
    await here.commit('g', { t: [1] });
    here.log.refuseNext(ErrorCode.NOT_ENOUGH_REPLICAS);
    expect(await here.commit('g', { t: [2] })).toEqual([ErrorCode.COORDINATOR_NOT_AVAILABLE]);
    expect(await here.offsets('g')).toEqual(['t-0: 1']);
  });

  test('may go backwards, and the last one counts after a restart too', async () => {
    const here = await world();
    await here.commit('g', { t: [9] });
    await here.commit('g', { t: [2] });
    expect(await here.offsets('g')).toEqual(['t-0: 2']);
    await here.restart();
    expect(await here.offsets('g')).toEqual(['t-0: 2']);
  });
});

describe('a group of the consumer protocol', () => {
  const heartbeat = (here: CoordinatorWorld, memberId: string, memberEpoch: number, isWhole = true) =>
    here.coordinator.consumerGroupHeartbeat(
      {
        groupId: 'g',
        memberId,
        memberEpoch,
        instanceId: null,
        rackId: null,
        rebalanceTimeoutMs: isWhole ? 60_000 : -1,
        subscribedTopicNames: isWhole ? ['orders'] : null,
        subscribedTopicRegex: null,
        serverAssignor: null,
        topicPartitions: isWhole ? [] : null,
      },
      new FakeCaller(1),
    );

  test('has its members, its epochs and its offsets back after a restart', async () => {
    const here = await world();
    here.topics.set('orders', 4);
    expect(await heartbeat(here, 'a', 0)).toMatchObject({ errorCode: 0, memberEpoch: 1 });
    expect(await here.commit('g', { orders: [7] }, { memberId: 'a', generationIdOrMemberEpoch: 1 }, 9)).toEqual([0]);
    expect(await here.commit('g', { orders: [8] }, { memberId: 'a', generationIdOrMemberEpoch: 0 }, 9)).toEqual([
      ErrorCode.STALE_MEMBER_EPOCH,
    ]);
    const before = await here.coordinator.consumerGroupDescribe(['g']);
    expect(before).toMatchObject([{ groupState: 'Stable', members: [{ memberId: 'a', memberEpoch: 1 }] }]);
    await here.restart('committed');
    expect(await here.coordinator.consumerGroupDescribe(['g'])).toEqual(before);
    expect(await here.offsets('g')).toEqual(['orders-0: 7']);
    expect(await heartbeat(here, 'a', 1, false)).toMatchObject({ errorCode: 0, memberEpoch: 1 });
    expect(await heartbeat(here, 'stranger', 1, false)).toMatchObject({ errorCode: ErrorCode.UNKNOWN_MEMBER_ID });
  });

  test('answers a heartbeat when what it was decided on is committed', async () => {
    const here = await world();
    here.topics.set('orders', 4);
    here.log.holdCommits();
    const heard: unknown[] = [];
    void heartbeat(here, 'a', 0).then(({ memberEpoch }) => heard.push(memberEpoch));
    void heartbeat(here, 'a', 1, false).then(({ memberEpoch }) => heard.push(memberEpoch));
    await settle();
    expect(heard).toEqual([]);
    here.log.commit();
    await settle();
    expect(heard).toEqual([1, 1]);
  });

  test('answers classic members too, from the state that was replayed', async () => {
    const here = await world();
    here.topics.set('orders', 4);
    expect(await heartbeat(here, 'a', 0)).toMatchObject({ errorCode: 0, memberEpoch: 1 });
    const classic = memberOf(here);
    expect(await classic.join()).toBe(0);
    expect([classic.generationId, classic.joined?.protocolType]).toEqual([2, 'consumer']);
    expect([await classic.sync(), await classic.heartbeat(), await classic.commit('orders', 6)]).toEqual([0, 0, 0]);
    const members = async () => (await here.coordinator.consumerGroupDescribe(['g']))[0]?.members.length;
    expect(await members()).toBe(2);
    await here.restart('committed');
    expect([await members(), await here.offsets('g'), await classic.heartbeat()]).toEqual([2, ['orders-0: 6'], 0]);
    expect([await classic.leave(), await members()]).toEqual([0, 1]);
  });

  test('takes the place of an Empty classic group and keeps its offsets', async () => {
    const here = await world();
    here.topics.set('orders', 4);
    const one = await formedAlone(here);
    await one.commit('orders', 5);
    expect(await heartbeat(here, 'a', 0)).not.toMatchObject({ errorCode: 0, memberEpoch: 0 });
    await one.leave();
    expect(await heartbeat(here, 'a', 0)).toMatchObject({ errorCode: 0 });
    for (let round = 0; round < 2; round += 1) {
      expect(await here.offsets('g')).toEqual(['orders-0: 5']);
      expect((await here.coordinator.consumerGroupDescribe(['g']))[0]?.errorCode).toBe(0);
      await here.restart('committed');
    }
  });
});
