import type { GroupDescription } from '@yak/client';
import { ErrorCode } from '@yak/model';
import { apis, type OffsetFetch, type RequestOf } from '@yak/protocol';
import { FakeCluster, type Interception } from '../../support/client/fake-broker';
import { drive } from '../../support/network/drive';

const FIND = 10;
const VERSIONS = 18;

/** A cluster whose groups are all coordinated by broker 2, and which gives these answers by API key. */
async function world(answers: Record<number, Interception>, versionsMax: Record<number, number> = {}, brokers = 2) {
  const cluster = await FakeCluster.start(brokers);
  const place = { nodeId: brokers, host: '127.0.0.1', port: 9091 + brokers, errorCode: 0, errorMessage: null };
  const versions = [...apis.values()].map(({ key, versions: { min, max } }) => ({
    apiKey: key,
    minVersion: min,
    maxVersion: Math.min(max, versionsMax[key] ?? max),
  }));
  cluster.intercept = (request) => {
    if (request.key === VERSIONS)
      return { errorCode: 0, apiKeys: versions.filter(({ maxVersion }) => maxVersion >= 0) };
    if (request.key === FIND) {
      const { coordinatorKeys } = request.body as { coordinatorKeys: string[] };
      return { coordinators: coordinatorKeys.map((key) => ({ ...place, key })) };
    }
    return answers[request.key]?.(request);
  };
  const client = await cluster.client({ retryTimeoutMs: 2_000 });
  const call = <T>(promise: Promise<T>): Promise<T> => drive(cluster.clock, promise);
  const asked = (key: number) => cluster.asked.filter((request) => request.key === key);
  return { cluster, groups: client.groups, call, asked };
}

describe('the calls about groups', () => {
  it('list those of every broker, sorted, and say which broker did not answer', async () => {
    const { groups, call } = await world(
      {
        16: ({ brokerId }) =>
          brokerId === 3
            ? { errorCode: ErrorCode.CLUSTER_AUTHORIZATION_FAILED, groups: [] }
            : {
                errorCode: 0,
                groups: [
                  { groupId: `g${3 - brokerId}`, protocolType: 'consumer', groupState: 'Stable', groupType: 'classic' },
                ],
              },
      },
      {},
      3,
    );
    const { groups: found, faults } = await call(groups.list());
    expect(found).toEqual([
      { groupId: 'g1', protocolType: 'consumer', state: 'Stable', type: 'classic', coordinatorId: 2 },
      { groupId: 'g2', protocolType: 'consumer', state: 'Stable', type: 'classic', coordinatorId: 1 },
    ]);
    expect(faults).toMatchObject([{ brokerId: 3, error: { kafkaName: 'CLUSTER_AUTHORIZATION_FAILED' } }]);
  });

  it('filter here what an old broker does not filter', async () => {
    const answer = {
      errorCode: 0,
      groups: [
        { groupId: 'a', protocolType: '', groupState: 'Empty', groupType: '' },
        { groupId: 'b', protocolType: 'consumer', groupState: 'Stable', groupType: '' },
      ],
    };
    const { groups, call } = await world({ 16: () => answer }, { 16: 4 }, 1);
    const { groups: found } = await call(groups.list({ states: ['stable'], types: ['classic'] }));
    expect(found.map(({ groupId, type }) => [groupId, type])).toEqual([['b', null]]);
  });

  it('describe groups of both protocols, and name those that do not exist', async () => {
    const { groups, call, asked } = await world({
      15: ({ body }) => ({
        groups: (body as { groups: string[] }).groups.map((groupId) => ({
          errorCode: groupId === 'refused' ? ErrorCode.GROUP_AUTHORIZATION_FAILED : 0,
          groupId,
          groupState: groupId === 'old' ? 'Empty' : 'Dead',
          protocolType: '',
          protocolData: '',
          members: [],
        })),
      }),
      69: ({ body }) => ({
        groups: (body as { groupIds: string[] }).groupIds.map((groupId) => ({
          errorCode: groupId === 'new' ? 0 : ErrorCode.GROUP_ID_NOT_FOUND,
          groupId,
          groupState: 'Stable',
          groupEpoch: 3,
          assignmentEpoch: 3,
          assignorName: 'uniform',
          members: [],
        })),
      }),
    });
    const found = await call(groups.describe(['old', 'new', 'none', 'refused']));
    const shown = (id: string) => (found.get(id) as GroupDescription).type;
    expect([shown('old'), shown('new')]).toEqual(['classic', 'consumer']);
    expect(found.get('none')).toMatchObject({ kafkaName: 'GROUP_ID_NOT_FOUND' });
    expect(found.get('refused')).toMatchObject({ kafkaName: 'GROUP_AUTHORIZATION_FAILED' });
    expect(asked(69)[0]?.body).toMatchObject({ groupIds: ['new', 'none'] });
  });

  it('know no groups of the consumer protocol where the broker does not speak it', async () => {
    const dead = { errorCode: 0, groupId: 'g', groupState: 'Dead', protocolType: '', protocolData: '', members: [] };
    const { groups, call } = await world({ 15: () => ({ groups: [dead] }) }, { 69: -1 });
    expect((await call(groups.describe(['g']))).get('g')).toMatchObject({ kafkaName: 'GROUP_ID_NOT_FOUND' });
  });

  it('delete groups, each with its own outcome', async () => {
    const { groups, call } = await world({
      42: () => ({
        results: [
          { groupId: 'a', errorCode: 0 },
          { groupId: 'b', errorCode: ErrorCode.NON_EMPTY_GROUP },
        ],
      }),
    });
    expect((await call(groups.delete(['a', 'b']))).map(({ name, error }) => [name, error?.kafkaName])).toEqual([
      ['a', undefined],
      ['b', 'NON_EMPTY_GROUP'],
    ]);
  });

  test.each([7, 9])('fetch offsets of several groups (OffsetFetch %i)', async (version) => {
    const topics = (offset: number) => [
      {
        name: 'orders',
        partitions: [{ partitionIndex: 0, committedOffset: offset, metadata: null, errorCode: 0 }],
      },
    ];
    const { groups, call, asked } = await world(
      {
        9: ({ body }) => {
          const { groupId, groups: several } = body as RequestOf<typeof OffsetFetch>;
          const offset = groupId === 'a' ? 5 : -1;
          if (version < 8) return { topics: topics(offset), errorCode: groupId === 'c' ? 30 : 0 };
          return {
            groups: several.map((each) => ({
              groupId: each.groupId,
              topics: topics(each.groupId === 'a' ? 5 : -1),
              errorCode: each.groupId === 'c' ? 30 : 0,
            })),
          };
        },
      },
      { 9: version },
    );
    const places = [{ topic: 'orders', partition: 0 }];
    const offsets = await call(
      groups.offsets([
        { groupId: 'a', places: null },
        { groupId: 'b', places },
        { groupId: 'c', places: null },
      ]),
    );
    const row = { topic: 'orders', partition: 0, metadata: '', error: null };
    expect(offsets.get('a')).toEqual([{ ...row, offset: 5 }]);
    expect(offsets.get('b')).toEqual([{ ...row, offset: null }]);
    expect(offsets.get('c')).toMatchObject({ kafkaName: 'GROUP_AUTHORIZATION_FAILED' });
    expect(asked(9)).toHaveLength(version < 8 ? 3 : 1);
    expect(asked(9)[0]).toMatchObject({ brokerId: 2 });
  });

  it('commit offsets as nobody in particular, again when the coordinator was not ready', async () => {
    let failures = 1;
    const { groups, call, asked } = await world({
      8: () => ({
        topics: [
          {
            name: 'orders',
            partitions: [
              { partitionIndex: 0, errorCode: failures-- > 0 ? ErrorCode.COORDINATOR_LOAD_IN_PROGRESS : 0 },
              { partitionIndex: 1, errorCode: ErrorCode.UNKNOWN_MEMBER_ID },
            ],
          },
        ],
      }),
    });
    const outcomes = await call(
      groups.commit('g', [
        { topic: 'orders', partition: 0, offset: 7 },
        { topic: 'orders', partition: 1, offset: 8, metadata: 'why' },
      ]),
    );
    expect(outcomes.map(({ partition, error }) => [partition, error?.kafkaName])).toEqual([
      [0, undefined],
      [1, 'UNKNOWN_MEMBER_ID'],
    ]);
    expect(asked(8)).toHaveLength(2);
    expect(asked(8)[0]?.body).toMatchObject({
      groupId: 'g',
      generationIdOrMemberEpoch: -1,
      memberId: '',
      topics: [
        { name: 'orders', partitions: [{ committedOffset: 7 }, { committedOffset: 8, committedMetadata: 'why' }] },
      ],
    });
  });

  it('delete offsets, or say why none of them', async () => {
    const topics = [{ name: 'orders', partitions: [{ partitionIndex: 0, errorCode: 86 }] }];
    const { groups, call } = await world({
      47: ({ body }) =>
        (body as { groupId: string }).groupId === 'g'
          ? { errorCode: 0, topics }
          : { errorCode: ErrorCode.GROUP_ID_NOT_FOUND, topics: [] },
    });
    const places = [{ topic: 'orders', partition: 0 }];
    expect((await call(groups.deleteOffsets('g', places)))[0]?.error?.kafkaName).toBe('GROUP_SUBSCRIBED_TO_TOPIC');
    await expect(call(groups.deleteOffsets('none', places))).rejects.toMatchObject({
      kafkaName: 'GROUP_ID_NOT_FOUND',
    });
  });
});
