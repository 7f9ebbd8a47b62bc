import { ErrorCode } from '@yak/model';
import { DescribeTopicPartitions, type RequestInputOf } from '@yak/protocol';
import { FakeBroker } from '../../support/handlers/fake-broker';
import { FakeClient } from '../../support/handlers/ask';

type Request = RequestInputOf<typeof DescribeTopicPartitions>;

describe('DescribeTopicPartitions', () => {
  let client: FakeClient;

  beforeEach(() => {
    const broker = new FakeBroker();
    broker.addTopic('b', { id: 'b', partitions: 3 });
    broker.addTopic('a', { id: 'a', partitions: 2 });
    client = new FakeClient(broker);
  });
  const ask = (request: Partial<Request>) => client.ask(DescribeTopicPartitions, 0, { topics: [], ...request });

  it('tells topics in name order, all where none is named', async () => {
    const { topics, nextCursor } = await ask({});
    expect(topics.map(({ name, partitions }) => [name, partitions.length])).toEqual([
      ['a', 2],
      ['b', 3],
    ]);
    expect(topics[0]?.partitions[0]).toMatchObject({
      leaderId: 1,
      isrNodes: [1],
      eligibleLeaderReplicas: [],
      lastKnownElr: [],
    });
    expect(nextCursor).toBeNull();
  });

  it('stops at the limit and goes on from its cursor until everything was told once', async () => {
    const seen: string[] = [];
    let cursor: Request['cursor'] = null;
    for (let page = 0; page < 10; page += 1) {
      const answer: Awaited<ReturnType<typeof ask>> = await ask({ responsePartitionLimit: 2, cursor });
      for (const { name, partitions } of answer.topics) {
        for (const { partitionIndex } of partitions) seen.push(`${name ?? ''}-${partitionIndex}`);
      }
      cursor = answer.nextCursor;
      if (cursor === null) break;
    }
    expect(seen).toEqual(['a-0', 'a-1', 'b-0', 'b-1', 'b-2']);
  });

  test.each([
    ['nothing', ErrorCode.UNKNOWN_TOPIC_OR_PARTITION],
    ['../x', ErrorCode.INVALID_TOPIC_EXCEPTION],
  ])('answers the topic %p with its error', async (name, code) => {
    const { topics } = await ask({ topics: [{ name }] });
    expect(topics).toMatchObject([{ name, errorCode: code, partitions: [] }]);
  });

  it('tells a topic once however often it is named', async () => {
    expect((await ask({ topics: [{ name: 'a' }, { name: 'a' }] })).topics).toHaveLength(1);
  });

  it('keeps within the limit of the broker', async () => {
    const broker = new FakeBroker();
    broker.addTopic('many', { partitions: 150 });
    const answer = await new FakeClient(broker).ask(DescribeTopicPartitions, 0, {
      topics: [],
      responsePartitionLimit: 2_000,
    });
    expect(answer.topics[0]?.partitions).toHaveLength(100);
    expect(answer.nextCursor).toEqual({ topicName: 'many', partitionIndex: 100 });
  });
});
