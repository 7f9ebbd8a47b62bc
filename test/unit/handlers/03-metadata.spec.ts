import { ErrorCode } from '@yak/model';
import { Metadata, type RequestInputOf } from '@yak/protocol';
import { FakeBroker, idOf } from '../../support/handlers/fake-broker';
import { FakeClient } from '../../support/handlers/ask';

type Request = RequestInputOf<typeof Metadata>;

const ZERO_TOPIC_ID = '0'.repeat(32);
const named = (...names: string[]): Request => ({ topics: names.map((name) => ({ name, topicId: ZERO_TOPIC_ID })) });

describe('Metadata', () => {
  let broker: FakeBroker;
  let client: FakeClient;

  beforeEach(() => {
    broker = new FakeBroker();
    broker.addTopic('orders', { partitions: 2 });
    broker.addTopic('returns', { id: 'b' });
    client = new FakeClient(broker);
  });

  test.each([0, 1, 4, 5, 7, 8, 9, 10, 11, 12])('of version %i names brokers, topics and leaders', async (version) => {
    const response = await client.ask(Metadata, version, named('orders'));
    expect(response.brokers).toEqual([{ nodeId: 1, host: 'one', port: 9001, rack: null }]);
    expect(response.topics).toHaveLength(1);
    expect(response.topics[0]).toMatchObject({
      errorCode: 0,
      name: 'orders',
      topicId: version >= 10 ? idOf('a') : ZERO_TOPIC_ID,
    });
    expect(response.topics[0]?.partitions.map(({ leaderId }) => leaderId)).toEqual([1, 1]);
    if (version >= 2) expect(response.clusterId).toBe('cluster-of-the-test');
    if (version >= 1) expect(response.controllerId).toBe(1);
  });

  test.each([
    ['null', 1, { topics: null }, 2],
    ['none in version 0', 0, { topics: [] }, 2],
    ['none from version 1 on', 1, { topics: [] }, 0],
  ])('%s means so many topics', async (_what, version, request: Request, count) => {
    expect((await client.ask(Metadata, version, request)).topics).toHaveLength(count);
  });

  it('says that an unknown topic is unknown, and creates it in the background', async () => {
    const response = await client.ask(Metadata, 4, { ...named('new', 'new'), allowAutoTopicCreation: true });
    expect(response.topics.map(({ errorCode }) => errorCode)).toEqual([ErrorCode.UNKNOWN_TOPIC_OR_PARTITION]);
    expect(broker.asked.map(({ verb }) => verb)).toEqual(['createTopics']);
  });

  test.each([
    ['the client does not want it', { allowAutoTopicCreation: false }, true],
    ['the broker does not allow it', { allowAutoTopicCreation: true }, false],
  ])('creates nothing where %s', async (_what, flag, autoCreateTopicsEnable) => {
    broker.settings = { autoCreateTopicsEnable };
    client = new FakeClient(broker);
    await client.ask(Metadata, 4, { ...named('new'), ...flag });
    expect(broker.asked).toEqual([]);
  });

  test.each([['../x'], ['x'.repeat(250)], ['naïve'], ['']])('refuses the name %p and creates nothing', async (name) => {
    const response = await client.ask(Metadata, 4, { ...named(name), allowAutoTopicCreation: true });
    expect(response.topics[0]?.errorCode).toBe(ErrorCode.INVALID_TOPIC_EXCEPTION);
    expect(broker.asked).toEqual([]);
  });

  test.each([
    ['no name', null],
    ['an empty name, as the Java client does', ''],
    ['another name', 'orders'],
  ])('finds topics by id in version 12 where %s goes with it, and says UNKNOWN_TOPIC_ID else', async (_how, name) => {
    const response = await client.ask(Metadata, 12, {
      topics: [
        { name, topicId: idOf('b') },
        { name, topicId: idOf('9') },
      ],
    });
    expect(response.topics.map(({ errorCode, name, topicId }) => [errorCode, name, topicId])).toEqual([
      [ErrorCode.NONE, 'returns', idOf('b')],
      [ErrorCode.UNKNOWN_TOPIC_ID, null, idOf('9')],
    ]);
  });

  test.each([
    ['without a name', { name: null, topicId: idOf('b') }],
    ['with a name and an id', { name: 'returns', topicId: idOf('b') }],
    ['without both', { name: null, topicId: ZERO_TOPIC_ID }],
  ])('answers every topic with INVALID_REQUEST where one is named %s before version 12', async (_how, asked) => {
    const topics = [{ name: 'returns', topicId: ZERO_TOPIC_ID }, asked];
    for (const version of [10, 11]) {
      const response = await client.ask(Metadata, version, { topics });
      expect(response.brokers).toEqual([]);
      expect(response.topics.map(({ errorCode, name, topicId }) => [errorCode, name, topicId])).toEqual(
        topics.map(({ name, topicId }) => [ErrorCode.INVALID_REQUEST, name ?? '', topicId]),
      );
    }
  });

  test.each([
    ['nobody leads', null, 7, ErrorCode.LEADER_NOT_AVAILABLE],
    ['the leader is dead', 3, 7, ErrorCode.LEADER_NOT_AVAILABLE],
  ])('where %s answers the partition with LEADER_NOT_AVAILABLE', async (_what, leader, version, code) => {
    broker.addForeignTopic('led', { leader, id: 'c' });
    const response = await client.ask(Metadata, version, named('led'));
    expect(response.topics[0]?.partitions[0]).toMatchObject({ errorCode: code, leaderId: -1 });
  });

  test.each([
    [5, ErrorCode.LEADER_NOT_AVAILABLE],
    [6, ErrorCode.LISTENER_NOT_FOUND],
  ])(
    'in version %i says with error %i that the leader does not listen where the client came',
    async (version, code) => {
      client.connection.listenerName = 'ELSEWHERE';
      const response = await client.ask(Metadata, version, named('orders'));
      expect(response.brokers).toEqual([]);
      expect(response.topics[0]?.partitions[0]?.errorCode).toBe(code);
    },
  );

  it('tells what the principal may do when it is asked, and only then', async () => {
    const asked = {
      ...named('orders'),
      includeTopicAuthorizedOperations: true,
      includeClusterAuthorizedOperations: true,
    };
    const response = await client.ask(Metadata, 8, asked);
    expect(response.topics[0]?.topicAuthorizedOperations).toBe(0b1101_1111_1000);
    expect(response.clusterAuthorizedOperations).toBe(0b1_1111_1010_0000);
    expect((await client.ask(Metadata, 8, named('orders'))).topics[0]?.topicAuthorizedOperations).toBe(-(2 ** 31));
  });

  it('shows a principal only the topics that it may describe', async () => {
    broker.authoriser = { authorise: (_principal, _operation, { name }) => name === 'orders' };
    expect((await client.ask(Metadata, 9, { topics: null })).topics.map(({ name }) => name)).toEqual(['orders']);
    const [refused] = (await client.ask(Metadata, 9, named('returns'))).topics;
    expect(refused?.errorCode).toBe(ErrorCode.TOPIC_AUTHORIZATION_FAILED);
  });
});
