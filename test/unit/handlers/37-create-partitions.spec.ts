import { ErrorCode, refusal } from '@yak/model';
import { CreatePartitions } from '@yak/protocol';
import { FakeBroker, idOf } from '../../support/handlers/fake-broker';
import { FakeClient } from '../../support/handlers/ask';

describe('CreatePartitions', () => {
  let broker: FakeBroker;
  let client: FakeClient;

  beforeEach(() => {
    broker = new FakeBroker();
    broker.coordinator = {
      createPartitions: ({ topics }) =>
        Promise.resolve({
          kind: 'partitions-created',
          revision: 1,
          outcomes: topics.map(({ count }) =>
            count === 1
              ? refusal(ErrorCode.INVALID_PARTITIONS)
              : { kind: 'grown' as const, topicId: idOf('a'), partitionCount: count },
          ),
        }),
    };
    client = new FakeClient(broker);
  });
  const ask = async (
    topics: { name: string; count: number; assignments: { brokerIds: number[] }[] | null }[],
    version = 3,
  ) =>
    (await client.ask(CreatePartitions, version, { topics, timeoutMs: 10, validateOnly: false })).results.map(
      ({ errorCode }) => errorCode,
    );

  test.each([0, 1, 2, 3])('of version %i answers topic by topic', async (version) => {
    const topics = [
      { name: 'grows', count: 3, assignments: null },
      { name: 'shrinks', count: 1, assignments: null },
    ];
    expect(await ask(topics, version)).toEqual([ErrorCode.NONE, ErrorCode.INVALID_PARTITIONS]);
  });

  it('passes on where the new partitions shall be', async () => {
    await ask([{ name: 'grows', count: 2, assignments: [{ brokerIds: [1] }] }]);
    expect(broker.asked[0]?.request).toMatchObject({ topics: [{ name: 'grows', count: 2, assignments: [[1]] }] });
  });

  it('refuses a topic that is named twice, and grows the others', async () => {
    const twice = { name: 'twice', count: 3, assignments: null };
    expect(await ask([twice, { name: 'once', count: 3, assignments: null }, twice])).toEqual([
      ErrorCode.INVALID_REQUEST,
      ErrorCode.NONE,
      ErrorCode.INVALID_REQUEST,
    ]);
  });

  it('refuses a principal that may not alter the topic', async () => {
    broker.authoriser = { authorise: () => false };
    expect(await ask([{ name: 'grows', count: 3, assignments: null }])).toEqual([ErrorCode.TOPIC_AUTHORIZATION_FAILED]);
  });
});
