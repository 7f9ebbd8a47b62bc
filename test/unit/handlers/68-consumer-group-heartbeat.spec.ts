import { ErrorCode } from '@yak/model';
import { ConsumerGroupHeartbeat } from '@yak/protocol';
import { ResourceType } from '@yak/security';
import { FakeBroker } from '../../support/handlers/fake-broker';
import { FakeClient } from '../../support/handlers/ask';

const request = {
  groupId: 'g',
  memberId: 'one',
  memberEpoch: 0,
  rebalanceTimeoutMs: 1_000,
  subscribedTopicNames: ['orders', 'secret'],
  topicPartitions: [],
};

describe('ConsumerGroupHeartbeat', () => {
  let broker: FakeBroker;
  let client: FakeClient;

  beforeEach(() => {
    broker = new FakeBroker();
    client = new FakeClient(broker);
  });

  test.each([0, 1])('of version %i is answered by the group', async (version) => {
    const response = await client.ask(ConsumerGroupHeartbeat, version, request);
    expect(response).toMatchObject({ errorCode: 0, memberId: 'one', memberEpoch: 1, assignment: null });
    expect(broker.groups.calls).toMatchObject([
      { what: 'consumerGroupHeartbeat', request, caller: { apiVersion: version, clientHost: '/127.0.0.1' } },
    ]);
  });

  it('says that the protocol is not served where it is switched off', async () => {
    broker.settings = { consumerGroupsEnable: false };
    const response = await new FakeClient(broker).ask(ConsumerGroupHeartbeat, 1, request);
    expect(response).toMatchObject({ errorCode: ErrorCode.UNSUPPORTED_VERSION, memberId: null });
    expect(broker.groups.calls).toEqual([]);
  });

  test.each([
    ['the group', ResourceType.GROUP, 'g', ErrorCode.GROUP_AUTHORIZATION_FAILED],
    ['a subscribed topic', ResourceType.TOPIC, 'secret', ErrorCode.TOPIC_AUTHORIZATION_FAILED],
  ])('refuses a principal that is not allowed %s', async (_what, type, name, errorCode) => {
    broker.authoriser = { authorise: (_who, _operation, asked) => asked.type !== type || asked.name !== name };
    const response = await client.ask(ConsumerGroupHeartbeat, 1, request);
    expect(response).toMatchObject({ errorCode, memberId: null, memberEpoch: 0, heartbeatIntervalMs: 0 });
    expect(broker.groups.calls).toEqual([]);
  });

  it('tells the group which topics the principal may describe', async () => {
    await client.ask(ConsumerGroupHeartbeat, 1, request);
    broker.authoriser = { authorise: (_who, _operation, asked) => asked.name !== 'hidden' };
    await client.ask(ConsumerGroupHeartbeat, 1, request);
    const [, second] = broker.groups.calls as unknown as { caller: { mayDescribe: (topic: string) => boolean } }[];
    expect(['orders', 'hidden'].map((topic) => second?.caller.mayDescribe(topic))).toEqual([true, false]);
  });
});
