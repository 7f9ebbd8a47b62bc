import { ErrorCode } from '@yak/model';
import { OffsetFetch } from '@yak/protocol';
import { ResourceType } from '@yak/security';
import { FakeBroker } from '../../support/handlers/fake-broker';
import { FakeClient } from '../../support/handlers/ask';

const topics = [
  { name: 'secret', partitionIndexes: [0] },
  { name: 'orders', partitionIndexes: [1] },
];
const committed = { partitionIndex: 1, committedOffset: 7, metadata: 'm', errorCode: 0 };
const hidden = {
  partitionIndex: 0,
  committedOffset: -1,
  metadata: '',
  errorCode: ErrorCode.TOPIC_AUTHORIZATION_FAILED,
};

describe('OffsetFetch', () => {
  let broker: FakeBroker;
  let client: FakeClient;

  beforeEach(() => {
    broker = new FakeBroker();
    broker.authoriser = { authorise: (_who, _operation, { name }) => !name.includes('secret') };
    client = new FakeClient(broker);
  });

  test.each([1, 2, 3, 4, 5, 6, 7])('of version %i answers the one group', async (version) => {
    const response = await client.ask(OffsetFetch, version, { groupId: 'g', topics });
    expect(response.errorCode).toBe(0);
    expect(response.topics).toMatchObject([
      { name: 'orders', partitions: [committed] },
      { name: 'secret', partitions: [hidden] },
    ]);
    expect(broker.groups.calls).toMatchObject([
      {
        what: 'offsetFetch',
        request: { groupId: 'g', memberId: null, memberEpoch: -1, topics: [topics[1]], requireStable: false },
        caller: { apiVersion: version },
      },
    ]);
  });

  test.each([8, 9])('of version %i answers each group for itself', async (version) => {
    broker.groups.answers.offsetFetch = ({ groupId }) =>
      groupId === 'b'
        ? Promise.resolve({ errorCode: ErrorCode.NOT_COORDINATOR, topics: [] })
        : Promise.resolve({ topics: [{ name: 'orders', partitions: [{ ...committed, committedLeaderEpoch: 3 }] }] });
    const group = { memberId: 'one', memberEpoch: 4, topics };
    const { groups } = await client.ask(OffsetFetch, version, {
      groups: [
        { ...group, groupId: 'a' },
        { ...group, groupId: 'b' },
        { ...group, groupId: 'a secret' },
      ],
      requireStable: true,
    });
    expect(groups).toMatchObject([
      { groupId: 'a', errorCode: 0, topics: [{ name: 'orders', partitions: [committed] }, { partitions: [hidden] }] },
      { groupId: 'b', errorCode: ErrorCode.NOT_COORDINATOR, topics: [] },
      { groupId: 'a secret', errorCode: ErrorCode.GROUP_AUTHORIZATION_FAILED, topics: [] },
    ]);
    const member = version >= 9 ? { memberId: 'one', memberEpoch: 4 } : { memberId: null, memberEpoch: -1 };
    expect(broker.groups.calls.map(({ request }) => request)).toMatchObject([
      { groupId: 'a', ...member, requireStable: true },
      { groupId: 'b', ...member, requireStable: true },
    ]);
  });

  it('leaves out of all topics those that may not be described', async () => {
    broker.groups.answers.offsetFetch = () =>
      Promise.resolve({
        topics: [
          { name: 'secret', partitions: [committed] },
          { name: 'orders', partitions: [committed] },
        ],
      });
    const response = await client.ask(OffsetFetch, 2, { groupId: 'g', topics: null });
    expect(response.topics.map(({ name }) => name)).toEqual(['orders']);
    expect(broker.groups.calls).toMatchObject([{ request: { topics: null } }]);
  });

  describe('tells the error of the group', () => {
    beforeEach(() => {
      broker.groups.answers.offsetFetch = () =>
        Promise.resolve({ errorCode: ErrorCode.COORDINATOR_LOAD_IN_PROGRESS, topics: [] });
    });

    test('on each partition in version 1, which has no other place', async () => {
      const response = await client.ask(OffsetFetch, 1, { groupId: 'g', topics });
      const errorCode = ErrorCode.COORDINATOR_LOAD_IN_PROGRESS;
      expect(response.topics).toMatchObject([
        { name: 'secret', partitions: [{ partitionIndex: 0, committedOffset: -1, errorCode }] },
        { name: 'orders', partitions: [{ partitionIndex: 1, committedOffset: -1, errorCode }] },
      ]);
    });

    test.each([2, 7])('for the whole in version %i', async (version) => {
      const response = await client.ask(OffsetFetch, version, { groupId: 'g', topics });
      expect(response).toMatchObject({ errorCode: ErrorCode.COORDINATOR_LOAD_IN_PROGRESS, topics: [] });
    });
  });

  it('refuses a group that may not be described', async () => {
    broker.authoriser = { authorise: (_who, _operation, { type }) => type !== ResourceType.GROUP };
    const response = await client.ask(OffsetFetch, 5, { groupId: 'g', topics });
    expect(response).toMatchObject({ errorCode: ErrorCode.GROUP_AUTHORIZATION_FAILED, topics: [] });
    expect(broker.groups.calls).toEqual([]);
  });
});
