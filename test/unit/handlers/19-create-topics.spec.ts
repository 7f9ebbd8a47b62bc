import type { NewTopic } from '@yak/control';
import { ErrorCode, refusal } from '@yak/model';
import { CreateTopics, type RequestInputOf } from '@yak/protocol';
import { FakeBroker, idOf } from '../../support/handlers/fake-broker';
import { FakeClient } from '../../support/handlers/ask';

type Asked = RequestInputOf<typeof CreateTopics>['topics'][number];

const topicOf = (name: string, changes: Partial<Asked> = {}): Asked => ({
  name,
  numPartitions: 3,
  replicationFactor: 1,
  assignments: [],
  configs: [],
  ...changes,
});

describe('CreateTopics', () => {
  let broker: FakeBroker;
  let client: FakeClient;
  let wanted: readonly NewTopic[];

  beforeEach(() => {
    broker = new FakeBroker();
    wanted = [];
    broker.coordinator = {
      createTopics: ({ topics }) => {
        wanted = topics;
        const outcomes = topics.map(({ name }) =>
          name === 'taken'
            ? refusal(ErrorCode.TOPIC_ALREADY_EXISTS)
            : { kind: 'created' as const, topicId: idOf('a'), partitionCount: 3, replicationFactor: 1, configs: {} },
        );
        return Promise.resolve({ kind: 'topics-created', revision: 1, outcomes });
      },
    };
    client = new FakeClient(broker);
  });
  const ask = async (version: number, topics: readonly Asked[]) =>
    (await client.ask(CreateTopics, version, { topics, timeoutMs: 1_000, validateOnly: false })).topics;

  test.each([2, 3, 4, 5, 6, 7])('of version %i answers what the coordinator made', async (version) => {
    const [topic] = await ask(version, [topicOf('new')]);
    expect(topic).toMatchObject({ name: 'new', errorCode: 0, numPartitions: version >= 5 ? 3 : -1 });
    expect(topic?.topicId).toBe(version >= 7 ? idOf('a') : '0'.repeat(32));
  });

  it('leaves -1 to the coordinator, as the default', async () => {
    await ask(5, [topicOf('new', { numPartitions: -1, replicationFactor: -1 })]);
    expect(wanted).toMatchObject([{ partitionCount: null, replicationFactor: null, assignments: null }]);
  });

  it('passes on assignments, partition by partition', async () => {
    const assignments = [{ partitionIndex: 0, brokerIds: [1] }];
    await ask(5, [topicOf('new', { numPartitions: -1, replicationFactor: -1, assignments })]);
    expect(wanted[0]?.assignments).toEqual([{ partition: 0, brokerIds: [1] }]);
  });

  test.each([
    ['no partitions', { numPartitions: 0 }, ErrorCode.INVALID_PARTITIONS],
    ['a negative count', { numPartitions: -2 }, ErrorCode.INVALID_PARTITIONS],
    ['no replicas', { replicationFactor: 0 }, ErrorCode.INVALID_REPLICATION_FACTOR],
    ['assignments beside a count', { assignments: [{ partitionIndex: 0, brokerIds: [1] }] }, ErrorCode.INVALID_REQUEST],
  ])('refuses %s without asking the coordinator', async (_what, changes, code) => {
    expect((await ask(5, [topicOf('new', changes)]))[0]?.errorCode).toBe(code);
    expect(broker.asked).toEqual([]);
  });

  it('refuses a topic that the request names twice, and makes the others', async () => {
    const answers = await ask(5, [topicOf('twice'), topicOf('once'), topicOf('twice'), topicOf('taken')]);
    expect(answers.map(({ errorCode }) => errorCode)).toEqual([
      ErrorCode.INVALID_REQUEST,
      ErrorCode.NONE,
      ErrorCode.INVALID_REQUEST,
      ErrorCode.TOPIC_ALREADY_EXISTS,
    ]);
  });

  it('answers the settings that the topic has', async () => {
    broker.settings = {
      describeTopic: (overrides) => [
        {
          name: 'retention.ms',
          value: overrides.get('retention.ms') ?? 'default',
          source: 1,
          configType: 5,
          isReadOnly: false,
          isSensitive: false,
          synonyms: [],
          documentation: '',
        },
      ],
    };
    client = new FakeClient(broker);
    const [topic] = await ask(5, [topicOf('new', { configs: [{ name: 'retention.ms', value: '7' }] })]);
    expect(topic?.configs).toEqual([
      { name: 'retention.ms', value: '7', readOnly: false, configSource: 1, isSensitive: false },
    ]);
  });

  it('refuses a principal that may create neither here nor anywhere', async () => {
    broker.authoriser = { authorise: () => false };
    expect((await ask(5, [topicOf('new')]))[0]?.errorCode).toBe(ErrorCode.TOPIC_AUTHORIZATION_FAILED);
  });

  it('answers each topic with the refusal of the whole request', async () => {
    broker.coordinator = {};
    client = new FakeClient(broker);
    expect((await ask(5, [topicOf('new')]))[0]?.errorCode).toBe(ErrorCode.REQUEST_TIMED_OUT);
  });
});
