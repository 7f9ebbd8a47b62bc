import { ErrorCode } from '@yak/model';
import { ConsumerGroupDescribe } from '@yak/protocol';
import { AclOperation } from '@yak/security';
import { FakeBroker, idOf } from '../../support/handlers/fake-broker';
import { FakeClient } from '../../support/handlers/ask';

const nothing = { topicPartitions: [] };
const holding = (topicName: string) => ({ topicPartitions: [{ topicId: idOf('a'), topicName, partitions: [0] }] });
const group = (members: object[]) => ({
  errorCode: 0,
  groupId: 'g',
  groupState: 'Stable',
  groupEpoch: 2,
  assignmentEpoch: 2,
  assignorName: 'uniform',
  members: members.map((member) => ({
    memberId: 'one',
    memberEpoch: 2,
    clientId: 'c',
    clientHost: '/h',
    subscribedTopicNames: ['orders'],
    assignment: nothing,
    targetAssignment: nothing,
    ...member,
  })),
});

describe('ConsumerGroupDescribe', () => {
  let broker: FakeBroker;
  let client: FakeClient;

  beforeEach(() => {
    broker = new FakeBroker();
    broker.authoriser = { authorise: (_who, _operation, { name }) => name !== 'secret' };
    client = new FakeClient(broker);
  });
  const ask = (groupIds: string[], includeAuthorizedOperations = false) =>
    client.ask(ConsumerGroupDescribe, 0, { groupIds, includeAuthorizedOperations });

  it('describes the groups that may be described', async () => {
    const { groups } = await ask(['a', 'secret']);
    expect(groups).toMatchObject([
      { groupId: 'a', errorCode: 0, groupState: 'Empty', groupEpoch: 2, authorizedOperations: -(2 ** 31) },
      { groupId: 'secret', errorCode: ErrorCode.GROUP_AUTHORIZATION_FAILED, groupState: '', members: [] },
    ]);
    expect(broker.groups.calls).toMatchObject([{ what: 'consumerGroupDescribe', request: ['a'] }]);
  });

  it('says that the protocol is not served where it is switched off', async () => {
    broker.settings = { consumerGroupsEnable: false };
    client = new FakeClient(broker);
    expect((await ask(['a'])).groups).toMatchObject([{ groupId: 'a', errorCode: ErrorCode.UNSUPPORTED_VERSION }]);
    expect(broker.groups.calls).toEqual([]);
  });

  it('tells what may be done with a group, where asked', async () => {
    const { groups } = await ask(['a'], true);
    expect((groups[0]?.authorizedOperations ?? 0) & (1 << AclOperation.DELETE)).not.toBe(0);
  });

  test.each([
    ['subscribes to', { subscribedTopicNames: ['orders', 'secret'] }],
    ['has', { assignment: holding('secret') }],
    ['is to have', { targetAssignment: holding('secret') }],
  ])('hides a group whose member %s a topic that may not be described', async (_what, member) => {
    broker.groups.answers.consumerGroupDescribe = () => Promise.resolve([group([{}, member])]);
    const { groups } = await ask(['g']);
    expect(groups).toMatchObject([{ groupId: 'g', errorCode: ErrorCode.TOPIC_AUTHORIZATION_FAILED, members: [] }]);
  });

  it('shows members with what they have', async () => {
    broker.groups.answers.consumerGroupDescribe = () =>
      Promise.resolve([group([{ assignment: holding('orders'), targetAssignment: holding('orders') }])]);
    const { groups } = await ask(['g']);
    expect(groups).toMatchObject([{ errorCode: 0, members: [{ memberId: 'one', assignment: holding('orders') }] }]);
  });
});
