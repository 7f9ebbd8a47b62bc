import { ErrorCode } from '@yak/model';
import {
  ConsumerGroupDescribe,
  ConsumerGroupHeartbeat,
  ConsumerProtocolSubscription,
  DeleteGroups,
  DescribeGroups,
  encodeVersioned,
  FindCoordinator,
  Heartbeat,
  JoinGroup,
  LeaveGroup,
  ListGroups,
  OffsetCommit,
  OffsetDelete,
  OffsetFetch,
  type ResponseOf,
  SyncGroup,
} from '@yak/protocol';
import { randomUUID } from 'node:crypto';
import { ABSENT_ID, type Scenario, STOCK_TOPIC, type World } from './scenario';

const NO_TOPIC = 'no-such-topic';
const SHARE = Buffer.from('the share of the member');
const SEVERAL_KEYS_FROM = 4;
const STATIC_FROM = 5;
const MEMBER_ID_REQUIRED_FROM = 4;

const subscription = encodeVersioned(ConsumerProtocolSubscription, 1, {
  topics: [STOCK_TOPIC],
  userData: null,
  ownedPartitions: [],
});

/** A group of its own for every scenario and version. */
const nameOf = (version: number): string => `group-${version}-${randomUUID()}`;

const joinBody = (groupId: string, memberId: string) => ({
  groupId,
  sessionTimeoutMs: 30_000,
  rebalanceTimeoutMs: 30_000,
  memberId,
  protocolType: 'consumer',
  protocols: [{ name: 'range', metadata: subscription }],
});

interface Member {
  readonly groupId: string;
  readonly memberId: string;
  readonly generationId: number;
}

/** A group of one member, in its first generation, that has its share. */
async function stableMember({ client }: World, version: number): Promise<Member> {
  const groupId = nameOf(version);
  const { memberId: told } = await client.request(JoinGroup, 9, joinBody(groupId, ''));
  const { memberId, generationId } = await client.request(JoinGroup, 9, joinBody(groupId, told));
  const synced = await client.request(SyncGroup, 5, {
    groupId,
    generationId,
    memberId,
    protocolType: 'consumer',
    protocolName: 'range',
    assignments: [{ memberId, assignment: SHARE }],
  });
  expect(synced).toMatchObject({ errorCode: 0, assignment: SHARE });
  return { groupId, memberId, generationId };
}

/** Offset 3 of the stock topic, committed by nobody in particular. */
async function simpleGroup({ client }: World, version: number): Promise<string> {
  const groupId = nameOf(version);
  const { topics } = await client.request(OffsetCommit, 9, {
    groupId,
    memberId: '',
    topics: [
      {
        name: STOCK_TOPIC,
        partitions: [{ partitionIndex: 0, committedOffset: 3, committedLeaderEpoch: 2, committedMetadata: 'note' }],
      },
    ],
  });
  expect(topics[0]?.partitions).toEqual([{ partitionIndex: 0, errorCode: 0 }]);
  return groupId;
}

/** The broker that a group is coordinated by: the one there is. */
export const findCoordinatorScenario: Scenario = async (version, { client, port }) => {
  const ask = (keyType: number, keys: string[]): Promise<ResponseOf<typeof FindCoordinator>> =>
    client.request(FindCoordinator, version, {
      key: version < SEVERAL_KEYS_FROM ? (keys[0] ?? '') : '',
      keyType,
      coordinatorKeys: version < SEVERAL_KEYS_FROM ? [] : keys,
    });
  const here = { nodeId: 1, port, errorCode: 0 };
  const answer = await ask(0, ['group', 'other']);
  if (version < SEVERAL_KEYS_FROM) expect(answer).toMatchObject(here);
  else
    expect(answer.coordinators).toMatchObject([
      { ...here, key: 'group' },
      { ...here, key: 'other' },
    ]);
  if (version === 0) return;
  const errorOf = async (keyType: number): Promise<number | undefined> => {
    const odd = await ask(keyType, ['x']);
    return version < SEVERAL_KEYS_FROM ? odd.errorCode : odd.coordinators[0]?.errorCode;
  };
  expect(await errorOf(9)).toBe(ErrorCode.INVALID_REQUEST);
  expect(await errorOf(1)).toBe(ErrorCode.COORDINATOR_NOT_AVAILABLE);
};

/** An offset that is committed is fetched; a topic that is not there is refused by itself. */
export const offsetCommitScenario: Scenario = async (version, { client }) => {
  const groupId = nameOf(version);
  const partition = { partitionIndex: 0, committedOffset: 3, committedLeaderEpoch: 2, committedMetadata: 'note' };
  const commit = async (generationIdOrMemberEpoch: number): Promise<unknown[]> => {
    const { topics } = await client.request(OffsetCommit, version, {
      groupId,
      generationIdOrMemberEpoch,
      memberId: '',
      topics: [STOCK_TOPIC, NO_TOPIC].map((name) => ({ name, partitions: [partition] })),
    });
    return topics.map(({ name, partitions }) => [name, partitions[0]?.errorCode]);
  };
  const noTopic = [NO_TOPIC, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION];
  expect(await commit(7)).toEqual([
    [STOCK_TOPIC, version < 9 ? ErrorCode.ILLEGAL_GENERATION : ErrorCode.GROUP_ID_NOT_FOUND],
    noTopic,
  ]);
  expect(await commit(-1)).toEqual([[STOCK_TOPIC, 0], noTopic]);
  const fetched = await client.request(OffsetFetch, 5, { groupId, topics: null });
  expect(fetched.topics).toEqual([
    {
      name: STOCK_TOPIC,
      partitions: [
        {
          partitionIndex: 0,
          committedOffset: 3,
          committedLeaderEpoch: version < 6 ? -1 : 2,
          metadata: 'note',
          errorCode: 0,
        },
      ],
    },
  ]);
};

/** What was committed; −1 for what was not; nothing for a group that is not there. */
export const offsetFetchScenario: Scenario = async (version, world) => {
  const { client } = world;
  const groupId = await simpleGroup(world, version);
  const asked = [{ name: STOCK_TOPIC, partitionIndexes: [0, 7] }];
  const ask = async (id: string, topics: typeof asked | null) => {
    const answer = await client.request(OffsetFetch, version, {
      groupId: id,
      topics,
      groups: [{ groupId: id, memberId: null, memberEpoch: -1, topics }],
      requireStable: version >= 7,
    });
    return version < 8 ? { ...answer, errorCode: answer.errorCode } : answer.groups[0];
  };
  const committed = { partitionIndex: 0, committedOffset: 3, metadata: 'note', errorCode: 0 };
  const none = { partitionIndex: 7, committedOffset: -1, metadata: '', errorCode: 0 };
  const named = await ask(groupId, asked);
  expect(named).toMatchObject({ errorCode: 0, topics: [{ name: STOCK_TOPIC, partitions: [committed, none] }] });
  expect(named?.topics[0]?.partitions[0]?.committedLeaderEpoch).toBe(version < 5 ? -1 : 2);
  expect(await ask(nameOf(version), [{ name: STOCK_TOPIC, partitionIndexes: [7] }])).toMatchObject({
    errorCode: 0,
    topics: [{ partitions: [none] }],
  });
  if (version === 1) return;
  expect(await ask(groupId, null)).toMatchObject({ topics: [{ name: STOCK_TOPIC, partitions: [committed] }] });
  expect(await ask(nameOf(version), null)).toMatchObject({ errorCode: 0, topics: [] });
};

/** A member joins, in two steps where the version has them, and leads. */
export const joinGroupScenario: Scenario = async (version, { client }) => {
  const groupId = nameOf(version);
  const ask = (memberId: string) => client.request(JoinGroup, version, joinBody(groupId, memberId));
  expect(await ask('nobody')).toMatchObject({ errorCode: ErrorCode.UNKNOWN_MEMBER_ID, generationId: -1, members: [] });
  let joined = await ask('');
  if (version >= MEMBER_ID_REQUIRED_FROM) {
    expect(joined).toMatchObject({ errorCode: ErrorCode.MEMBER_ID_REQUIRED, protocolName: version < 7 ? '' : null });
    joined = await ask(joined.memberId);
  }
  expect(joined).toMatchObject({
    errorCode: 0,
    generationId: 1,
    protocolType: version < 7 ? null : 'consumer',
    protocolName: 'range',
    leader: joined.memberId,
    members: [{ memberId: joined.memberId, groupInstanceId: null, metadata: subscription }],
  });
  expect(joined.memberId).not.toBe('');
  const odd = await client.request(JoinGroup, version, { ...joinBody(nameOf(version), ''), sessionTimeoutMs: 1 });
  expect(odd.errorCode).toBe(ErrorCode.INVALID_SESSION_TIMEOUT);
  if (version < STATIC_FROM) return;
  const known = { ...joinBody(nameOf(version), ''), groupInstanceId: 'instance' };
  expect(await client.request(JoinGroup, version, known)).toMatchObject({
    errorCode: 0,
    members: [{ groupInstanceId: 'instance' }],
  });
};

/** The leader hands in the assignment and gets its own share back. */
export const syncGroupScenario: Scenario = async (version, { client }) => {
  const groupId = nameOf(version);
  const { memberId, generationId } = await client.request(JoinGroup, 3, joinBody(groupId, ''));
  const ask = (changed: object) =>
    client.request(SyncGroup, version, {
      groupId,
      generationId,
      memberId,
      protocolType: 'consumer',
      protocolName: 'range',
      assignments: [{ memberId, assignment: SHARE }],
      ...changed,
    });
  expect((await ask({ memberId: 'nobody' })).errorCode).toBe(ErrorCode.UNKNOWN_MEMBER_ID);
  expect((await ask({ generationId: 9 })).errorCode).toBe(ErrorCode.ILLEGAL_GENERATION);
  if (version >= 5) expect((await ask({ protocolType: null })).errorCode).toBe(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
  const named = version < 5 ? null : 'range';
  expect(await ask({})).toMatchObject({ errorCode: 0, protocolName: named, assignment: SHARE });
  expect(await ask({ assignments: [] })).toMatchObject({ errorCode: 0, assignment: SHARE });
};

/** A member of this generation lives. */
export const heartbeatScenario: Scenario = async (version, world) => {
  const member = await stableMember(world, version);
  const errorOf = async (changed: object): Promise<number> =>
    (await world.client.request(Heartbeat, version, { ...member, ...changed })).errorCode;
  expect(await errorOf({})).toBe(0);
  expect(await errorOf({ generationId: 9 })).toBe(ErrorCode.ILLEGAL_GENERATION);
  expect(await errorOf({ memberId: 'nobody' })).toBe(ErrorCode.UNKNOWN_MEMBER_ID);
  expect(await errorOf({ groupId: '' })).toBe(ErrorCode.INVALID_GROUP_ID);
};

/** A member leaves once. */
export const leaveGroupScenario: Scenario = async (version, world) => {
  const { groupId, memberId } = await stableMember(world, version);
  const leave = async (): Promise<number | undefined> => {
    const { errorCode, members } = await world.client.request(LeaveGroup, version, {
      groupId,
      memberId: version < 3 ? memberId : '',
      members: version < 3 ? [] : [{ memberId, groupInstanceId: null }],
    });
    if (version < 3) return errorCode;
    expect([errorCode, members[0]?.memberId]).toEqual([0, memberId]);
    return members[0]?.errorCode;
  };
  expect(await leave()).toBe(0);
  expect(await leave()).toBe(ErrorCode.UNKNOWN_MEMBER_ID);
};

/** A group with its member; one that is not there is dead. */
export const describeGroupsScenario: Scenario = async (version, world) => {
  const { groupId, memberId } = await stableMember(world, version);
  const absent = nameOf(version);
  const { groups } = await world.client.request(DescribeGroups, version, {
    groups: [groupId, absent],
    includeAuthorizedOperations: version >= 3,
  });
  expect(groups).toMatchObject([
    {
      errorCode: 0,
      groupId,
      groupState: 'Stable',
      protocolType: 'consumer',
      protocolData: 'range',
      members: [
        {
          memberId,
          clientId: 'e2e',
          clientHost: '/127.0.0.1',
          memberMetadata: subscription,
          memberAssignment: SHARE,
        },
      ],
    },
    { errorCode: 0, groupId: absent, groupState: 'Dead', members: [] },
  ]);
  if (version >= 3) expect(groups[0]?.authorizedOperations).toBeGreaterThan(0);
  else expect(groups[0]?.authorizedOperations).toBe(-(2 ** 31));
};

/** Groups of every kind; those that the filters let pass. */
export const listGroupsScenario: Scenario = async (version, world) => {
  const [{ groupId: stable }, simple] = [await stableMember(world, version), await simpleGroup(world, version)];
  const ask = async (states: string[], types: string[]): Promise<unknown[]> => {
    const { errorCode, groups } = await world.client.request(ListGroups, version, {
      statesFilter: states,
      typesFilter: types,
    });
    expect(errorCode).toBe(0);
    return groups.filter(({ groupId }) => groupId === stable || groupId === simple);
  };
  const entry = (groupId: string, protocolType: string, state: string) => ({
    groupId,
    protocolType,
    groupState: version < 4 ? '' : state,
    groupType: version < 5 ? '' : 'classic',
  });
  const all = [entry(stable, 'consumer', 'Stable'), entry(simple, '', 'Empty')];
  expect(await ask([], [])).toEqual(expect.arrayContaining(all));
  if (version >= 4) expect(await ask(['stable'], [])).toEqual(all.slice(0, 1));
  if (version >= 5) expect(await ask([], ['Consumer'])).toEqual([]);
};

/** A group without members goes, with its offsets; others stay. */
export const deleteGroupsScenario: Scenario = async (version, world) => {
  const [{ groupId: stable }, simple] = [await stableMember(world, version), await simpleGroup(world, version)];
  const ask = async (...groupsNames: string[]): Promise<number[]> => {
    const { results } = await world.client.request(DeleteGroups, version, { groupsNames });
    expect(results.map(({ groupId }) => groupId)).toEqual(groupsNames);
    return results.map(({ errorCode }) => errorCode);
  };
  expect(await ask(stable, simple, nameOf(version))).toEqual([
    ErrorCode.NON_EMPTY_GROUP,
    0,
    ErrorCode.GROUP_ID_NOT_FOUND,
  ]);
  expect(await ask(simple)).toEqual([ErrorCode.GROUP_ID_NOT_FOUND]);
  const fetched = await world.client.request(OffsetFetch, 7, { groupId: simple, topics: null });
  expect(fetched.topics).toEqual([]);
};

/** Offsets of topics that the group does not read go. */
export const offsetDeleteScenario: Scenario = async (version, world) => {
  const [{ groupId: stable }, simple] = [await stableMember(world, version), await simpleGroup(world, version)];
  const ask = async (groupId: string): Promise<unknown> => {
    const { errorCode, topics } = await world.client.request(OffsetDelete, version, {
      groupId,
      topics: [STOCK_TOPIC, NO_TOPIC].map((name) => ({ name, partitions: [{ partitionIndex: 0 }] })),
    });
    return [errorCode, ...topics.map(({ partitions }) => partitions[0]?.errorCode)];
  };
  expect(await ask(simple)).toEqual([0, 0, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION]);
  expect(await ask(stable)).toEqual([0, ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION]);
  expect(await ask(nameOf(version))).toEqual([ErrorCode.GROUP_ID_NOT_FOUND]);
  const fetched = await world.client.request(OffsetFetch, 7, { groupId: simple, topics: null });
  expect(fetched.topics).toEqual([]);
};

/** A member of the consumer protocol joins, is given the partition of its topic, lives, and leaves. */
async function consumerMember({ client, topicIds }: World, version: number): Promise<Member> {
  const groupId = nameOf(version);
  const memberId = version === 0 ? '' : randomUUID();
  const joined = await client.request(ConsumerGroupHeartbeat, version, {
    groupId,
    memberId,
    memberEpoch: 0,
    rebalanceTimeoutMs: 30_000,
    subscribedTopicNames: [STOCK_TOPIC],
    topicPartitions: [],
  });
  expect(joined).toMatchObject({
    errorCode: 0,
    errorMessage: null,
    memberEpoch: 1,
    assignment: { topicPartitions: [{ topicId: topicIds.get(STOCK_TOPIC), partitions: [0] }] },
  });
  expect(joined.heartbeatIntervalMs).toBeGreaterThan(0);
  return { groupId, memberId: joined.memberId ?? '', generationId: joined.memberEpoch };
}

/** Epochs: a member is told what changed, and fenced where it lags. */
export const consumerGroupHeartbeatScenario: Scenario = async (version, world) => {
  const { groupId, memberId } = await consumerMember(world, version);
  const ask = (memberEpoch: number, changed: object = {}) =>
    world.client.request(ConsumerGroupHeartbeat, version, { groupId, memberId, memberEpoch, ...changed });
  expect(await ask(1)).toMatchObject({ errorCode: 0, memberEpoch: 1, assignment: null });
  expect((await ask(5)).errorCode).toBe(ErrorCode.FENCED_MEMBER_EPOCH);
  expect((await ask(1, { memberId: 'nobody' })).errorCode).toBe(ErrorCode.UNKNOWN_MEMBER_ID);
  expect((await ask(1, { groupId: nameOf(version) })).errorCode).toBe(ErrorCode.GROUP_ID_NOT_FOUND);
  expect((await ask(1, { serverAssignor: 'own' })).errorCode).toBe(ErrorCode.UNSUPPORTED_ASSIGNOR);
  expect(await ask(-1)).toMatchObject({ errorCode: 0, memberEpoch: -1 });
  expect((await ask(1)).errorCode).toBe(ErrorCode.UNKNOWN_MEMBER_ID);
};

/** A group of the consumer protocol; a classic one is none. */
export const consumerGroupDescribeScenario: Scenario = async (version, world) => {
  const { groupId, memberId } = await consumerMember(world, 1);
  const { groupId: classic } = await stableMember(world, version);
  const { groups } = await world.client.request(ConsumerGroupDescribe, version, {
    groupIds: [groupId, classic],
    includeAuthorizedOperations: true,
  });
  const share = {
    topicPartitions: [
      { topicId: world.topicIds.get(STOCK_TOPIC) ?? ABSENT_ID, topicName: STOCK_TOPIC, partitions: [0] },
    ],
  };
  expect(groups).toMatchObject([
    {
      errorCode: 0,
      groupId,
      groupState: 'Stable',
      groupEpoch: 1,
      assignmentEpoch: 1,
      assignorName: 'uniform',
      members: [
        {
          memberId,
          memberEpoch: 1,
          clientId: 'e2e',
          clientHost: '/127.0.0.1',
          subscribedTopicNames: [STOCK_TOPIC],
          assignment: share,
          targetAssignment: share,
        },
      ],
    },
    { errorCode: ErrorCode.GROUP_ID_NOT_FOUND, groupId: classic, members: [] },
  ]);
  expect(groups[0]?.authorizedOperations).toBeGreaterThan(0);
};
