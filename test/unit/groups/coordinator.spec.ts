import { ErrorCode } from '@yak/model';
import { settle } from '../../support/cluster/manual-clock';
import { CoordinatorWorld } from '../../support/groups/coordinator-world';
import { FakeGroupLog } from '../../support/groups/fake-group-log';
import { FakeCaller } from '../../support/groups/fake-services';

const CALLER = new FakeCaller(5);

/** Every API that names one group, as its error comes out. */
const asked = {
  joinGroup: ({ coordinator }: CoordinatorWorld, groupId: string, sessionTimeoutMs = 10_000) =>
    coordinator
      .joinGroup(
        {
          groupId,
          sessionTimeoutMs,
          rebalanceTimeoutMs: 10_000,
          memberId: 'm',
          groupInstanceId: null,
          protocolType: 'consumer',
          protocols: [],
          reason: null,
        },
        CALLER,
      )
      .then(({ errorCode }) => errorCode),
  syncGroup: ({ coordinator }: CoordinatorWorld, groupId: string) =>
    coordinator
      .syncGroup(
        {
          groupId,
          generationId: 1,
          memberId: 'm',
          groupInstanceId: null,
          protocolType: 'consumer',
          protocolName: 'range',
          assignments: [],
        },
        CALLER,
      )
      .then(({ errorCode }) => errorCode),
  heartbeat: ({ coordinator }: CoordinatorWorld, groupId: string) =>
    coordinator
      .heartbeat({ groupId, generationId: 1, memberId: 'm', groupInstanceId: null }, CALLER)
      .then(({ errorCode }) => errorCode),
  leaveGroup: ({ coordinator }: CoordinatorWorld, groupId: string) =>
    coordinator
      .leaveGroup({ groupId, memberId: '', members: [{ memberId: 'm', groupInstanceId: null, reason: null }] }, CALLER)
      .then(({ errorCode }) => errorCode),
  consumerGroupHeartbeat: ({ coordinator }: CoordinatorWorld, groupId: string) =>
    coordinator
      .consumerGroupHeartbeat(
        {
          groupId,
          memberId: 'm',
          memberEpoch: 3,
          instanceId: null,
          rackId: null,
          rebalanceTimeoutMs: -1,
          subscribedTopicNames: null,
          subscribedTopicRegex: null,
          serverAssignor: null,
          topicPartitions: null,
        },
        CALLER,
      )
      .then(({ errorCode }) => errorCode),
  offsetCommit: async (world: CoordinatorWorld, groupId: string) => (await world.commit(groupId, { t: [1] }))[0],
  offsetFetch: ({ coordinator }: CoordinatorWorld, groupId: string) =>
    coordinator
      .offsetFetch({ groupId, memberId: null, memberEpoch: -1, topics: null, requireStable: false }, CALLER)
      .then(({ errorCode }) => errorCode),
  offsetDelete: ({ coordinator }: CoordinatorWorld, groupId: string) =>
    coordinator.offsetDelete({ groupId, topics: [] }).then(({ errorCode }) => errorCode),
  describeGroups: async ({ coordinator }: CoordinatorWorld, groupId: string) =>
    (await coordinator.describeGroups([groupId]))[0]?.errorCode,
  consumerGroupDescribe: async ({ coordinator }: CoordinatorWorld, groupId: string) =>
    (await coordinator.consumerGroupDescribe([groupId]))[0]?.errorCode,
  deleteGroups: async ({ coordinator }: CoordinatorWorld, groupId: string) =>
    (await coordinator.deleteGroups([groupId]))[0]?.errorCode,
};
type Api = keyof typeof asked;
const APIS = Object.keys(asked) as Api[];

const nameOf = (code: number | undefined): string =>
  Object.entries(ErrorCode).find(([, value]) => value === code)?.[0] ?? String(code);

describe('before the group is looked up', () => {
  test.each(APIS)(
    '%s is COORDINATOR_NOT_AVAILABLE once the coordinator has stopped, whatever else is wrong',
    async (api) => {
      const world = await new CoordinatorWorld().lead();
      world.coordinator.stop();
      expect(nameOf(await asked[api](world, ''))).toBe('COORDINATOR_NOT_AVAILABLE');
    },
  );

  test.each(APIS)('%s is NOT_COORDINATOR where the partition is not led here', async (api) => {
    expect(nameOf(await asked[api](new CoordinatorWorld(), 'g'))).toBe('NOT_COORDINATOR');
  });

  test.each(APIS)(
    '%s is COORDINATOR_LOAD_IN_PROGRESS while it is loaded; a Heartbeat is told that all is well',
    async (api) => {
      const world = new CoordinatorWorld();
      world.coordinator.lead(0, world.log);
      const expected = api === 'heartbeat' ? 'NONE' : 'COORDINATOR_LOAD_IN_PROGRESS';
      expect(nameOf(await asked[api](world, 'g'))).toBe(expected);
    },
  );

  test.each<[Api, string]>([
    ['joinGroup', 'INVALID_GROUP_ID'],
    ['syncGroup', 'INVALID_GROUP_ID'],
    ['heartbeat', 'INVALID_GROUP_ID'],
    ['leaveGroup', 'INVALID_GROUP_ID'],
    ['offsetDelete', 'INVALID_GROUP_ID'],
    ['consumerGroupDescribe', 'INVALID_GROUP_ID'],
    ['offsetCommit', 'NOT_COORDINATOR'],
    ['offsetFetch', 'NOT_COORDINATOR'],
    ['describeGroups', 'NOT_COORDINATOR'],
    ['deleteGroups', 'NOT_COORDINATOR'],
  ])('%s of the group without a name is %s', async (api, error) => {
    expect(nameOf(await asked[api](new CoordinatorWorld(), ''))).toBe(error);
  });

  test('a session timeout out of bounds is found before the partition is looked up', async () => {
    const world = new CoordinatorWorld();
    expect(nameOf(await asked.joinGroup(world, 'g', 5_999))).toBe('INVALID_SESSION_TIMEOUT');
    expect(nameOf(await asked.joinGroup(world, 'g', 6_000))).toBe('NOT_COORDINATOR');
  });

  test('a join that fails echoes the member id', async () => {
    const { coordinator } = new CoordinatorWorld();
    const request = {
      groupId: 'g',
      sessionTimeoutMs: 10_000,
      rebalanceTimeoutMs: 1,
      memberId: 'm',
      groupInstanceId: null,
      protocolType: 'consumer',
      protocols: [],
      reason: null,
    };
    await expect(coordinator.joinGroup(request, new FakeCaller(6))).resolves.toMatchObject({
      memberId: 'm',
      generationId: -1,
      protocolName: '',
    });
    await expect(coordinator.joinGroup(request, new FakeCaller(7))).resolves.toMatchObject({ protocolName: null });
  });
});

describe('a coordinator', () => {
  test('lives in the partition that the hash of the group names, and nowhere else', async () => {
    const world = await new CoordinatorWorld(4).lead();
    const ids = ['a', 'b', 'c', 'd', 'e'];
    for (const groupId of ids) await world.commit(groupId, { t: [1] });
    expect(world.logs.map(({ batchesCount }) => batchesCount)).toEqual(
      [0, 1, 2, 3].map(
        (partition) => ids.filter((groupId) => world.coordinator.partitionOf(groupId) === partition).length,
      ),
    );
    world.coordinator.resign(world.coordinator.partitionOf('a'), 'another leads');
    await expect(world.offsets('a')).resolves.toEqual([`error ${ErrorCode.NOT_COORDINATOR}`]);
    await expect(world.offsets('b')).resolves.toEqual(['t-0: 1']);
  });

  test('gives up the older leadership of a partition for the newer', async () => {
    const world = await new CoordinatorWorld().lead();
    world.log.holdCommits();
    const waiting = world.commit('g', { t: [1] });
    world.coordinator.lead(0, world.log.reopened());
    await expect(waiting).resolves.toEqual([ErrorCode.NOT_COORDINATOR]);
    await settle();
    await expect(world.offsets('g')).resolves.toEqual(['t-0: 1']);
    world.coordinator.stop();
    world.coordinator.lead(0, world.log.reopened());
    await expect(world.offsets('g')).resolves.toEqual([`error ${ErrorCode.COORDINATOR_NOT_AVAILABLE}`]);
  });

  test('deletes the offsets of topics that were deleted, whether or not there are new ones of their names, and of no others', async () => {
    const world = await new CoordinatorWorld(2).lead();
    for (const name of ['kept', 'gone']) world.topics.set(name, 1);
    for (const groupId of ['a', 'b']) await world.commit(groupId, { kept: [1], gone: [2] });
    world.coordinator.topicsDeleted(['gone']);
    world.coordinator.topicsDeleted([]);
    for (const groupId of ['a', 'b']) await expect(world.offsets(groupId)).resolves.toEqual(['kept-0: 1']);
    await world.restart();
    for (const groupId of ['a', 'b']) await expect(world.offsets(groupId)).resolves.toEqual(['kept-0: 1']);
  });

  test('lists the groups of all partitions, those that failed left out; of none while one is loaded', async () => {
    const world = await new CoordinatorWorld(2).lead();
    for (const groupId of ['a', 'b']) await world.commit(groupId, { t: [1] });
    const listed = async () => {
      const { errorCode, groups } = await world.coordinator.listGroups({ states: [], types: [] });
      return [nameOf(errorCode), ...groups.map(({ groupId }) => groupId).sort()];
    };
    await expect(listed()).resolves.toEqual(['NONE', 'a', 'b']);
    const failing = new FakeGroupLog();
    failing.end();
    world.coordinator.lead(world.coordinator.partitionOf('a'), failing);
    await expect(listed()).resolves.toEqual(['COORDINATOR_LOAD_IN_PROGRESS']);
    await settle();
    await expect(listed()).resolves.toEqual(['NONE', 'b']);
    world.coordinator.stop();
    await expect(listed()).resolves.toEqual(['COORDINATOR_NOT_AVAILABLE']);
  });

  test('deletes groups over all partitions and answers in the order of the question, each id once', async () => {
    const world = await new CoordinatorWorld(3).lead();
    for (const groupId of ['a', 'b', 'c']) await world.commit(groupId, { t: [1, 2] });
    const deleted = await world.coordinator.deleteGroups(['c', 'nobody', 'a', 'c']);
    expect(deleted.map(({ groupId, errorCode }) => [groupId, nameOf(errorCode)])).toEqual([
      ['c', 'NONE'],
      ['nobody', 'GROUP_ID_NOT_FOUND'],
      ['a', 'NONE'],
    ]);
    await world.restart();
    await expect(Promise.all(['a', 'b', 'c'].map((groupId) => world.offsets(groupId)))).resolves.toEqual([
      [],
      ['t-0: 1', 't-1: 2'],
      [],
    ]);
  });

  test('answers a reader when what it read is committed; late, it says so: old clients that want stable offsets hear NOT_COORDINATOR', async () => {
    const world = await new CoordinatorWorld().lead();
    world.log.holdCommits();
    const writing = world.commit('g', { t: [1] });
    const reading = world.offsets('g');
    const stable = world.offsets('g', true);
    await world.clock.run(5_000);
    await expect(writing).resolves.toEqual([ErrorCode.COORDINATOR_NOT_AVAILABLE]);
    await expect(reading).resolves.toEqual([`error ${ErrorCode.COORDINATOR_NOT_AVAILABLE}`]);
    await expect(stable).resolves.toEqual([`error ${ErrorCode.NOT_COORDINATOR}`]);
    world.log.commit();
    await expect(world.offsets('g', true)).resolves.toEqual(['t-0: 1']);
  });

  test('explains a group, or why it cannot', async () => {
    const world = new CoordinatorWorld();
    expect(world.coordinator.explain('g')).toBeNull();
    world.coordinator.lead(0, world.log);
    expect(world.coordinator.explain('g')).toEqual({
      state: 'Loading',
      facts: { partition: 0 },
      sentences: ['its groups are being loaded from partition 0 of __consumer_offsets'],
    });
    await settle();
    expect(world.coordinator.explain('g')).toBeNull();
    await world.commit('g', { t: [1] });
    expect(world.coordinator.explain('g')).toMatchObject({ state: 'Empty' });
    const failing = new FakeGroupLog();
    failing.end();
    world.coordinator.lead(0, failing);
    await settle();
    expect(world.coordinator.explain('g')).toMatchObject({ state: 'Failed' });
  });
});
