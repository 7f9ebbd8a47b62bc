import { ErrorCode, refusal } from '@yak/model';
import { DeleteTopics, type RequestInputOf } from '@yak/protocol';
import { FakeBroker, idOf } from '../../support/handlers/fake-broker';
import { FakeClient } from '../../support/handlers/ask';

const ZERO = '0'.repeat(32);
type Asked = NonNullable<RequestInputOf<typeof DeleteTopics>['topics']>;

describe('DeleteTopics', () => {
  let broker: FakeBroker;
  let client: FakeClient;

  beforeEach(() => {
    broker = new FakeBroker();
    broker.addTopic('orders');
    broker.coordinator = {
      deleteTopics: ({ topics }) =>
        Promise.resolve({
          kind: 'topics-deleted',
          revision: 1,
          outcomes: topics.map((topic) =>
            ('name' in topic ? topic.name === 'orders' : topic.topicId === idOf('a'))
              ? { kind: 'deleted' as const, topicId: idOf('a'), name: 'orders' }
              : refusal(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION),
          ),
        }),
    };
    client = new FakeClient(broker);
  });
  const ask = async (topics: Asked) =>
    (await client.ask(DeleteTopics, 6, { topics, topicNames: [], timeoutMs: 100 })).responses;

  test.each([1, 3, 4, 5])('of version %i deletes by name', async (version) => {
    const { responses } = await client.ask(DeleteTopics, version, {
      topicNames: ['orders', 'nothing'],
      timeoutMs: 100,
    });
    expect(responses.map(({ name, errorCode }) => [name, errorCode])).toEqual([
      ['orders', ErrorCode.NONE],
      ['nothing', ErrorCode.UNKNOWN_TOPIC_OR_PARTITION],
    ]);
  });

  it('deletes by id and answers name and id', async () => {
    expect(await ask([{ name: null, topicId: idOf('a') }])).toMatchObject([
      { name: 'orders', topicId: idOf('a'), errorCode: 0 },
    ]);
  });

  test.each([
    ['both name and id', [{ name: 'orders', topicId: idOf('a') }]],
    ['neither name nor id', [{ name: null, topicId: ZERO }]],
    [
      'one name twice',
      [
        { name: 'orders', topicId: ZERO },
        { name: 'orders', topicId: ZERO },
      ],
    ],
    [
      'one topic by name and by id',
      [
        { name: 'orders', topicId: ZERO },
        { name: null, topicId: idOf('a') },
      ],
    ],
  ])('refuses %s and deletes nothing', async (_what, topics) => {
    for (const { errorCode } of await ask(topics)) expect(errorCode).toBe(ErrorCode.INVALID_REQUEST);
    expect(broker.asked).toEqual([]);
  });

  test.each([
    [2, ErrorCode.INVALID_REQUEST],
    [3, ErrorCode.TOPIC_DELETION_DISABLED],
  ])('in version %i says with error %i that deletion is disabled', async (version, code) => {
    broker.settings = { deleteTopicEnable: false };
    client = new FakeClient(broker);
    const { responses } = await client.ask(DeleteTopics, version, { topicNames: ['orders'], timeoutMs: 100 });
    expect(responses[0]?.errorCode).toBe(code);
  });

  it('refuses a principal that may not delete', async () => {
    broker.authoriser = { authorise: () => false };
    expect((await ask([{ name: 'orders', topicId: ZERO }]))[0]?.errorCode).toBe(ErrorCode.TOPIC_AUTHORIZATION_FAILED);
  });
});
