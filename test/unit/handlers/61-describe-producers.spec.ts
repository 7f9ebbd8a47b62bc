import { ErrorCode, refusal } from '@yak/model';
import { DescribeProducers } from '@yak/protocol';
import { FakeBroker, type FakeReplica } from '../../support/handlers/fake-broker';
import { FakeClient } from '../../support/handlers/ask';

describe('DescribeProducers', () => {
  let client: FakeClient;
  let replica: FakeReplica;

  beforeEach(() => {
    const broker = new FakeBroker();
    [replica] = broker.addTopic('orders') as [FakeReplica];
    client = new FakeClient(broker);
  });
  const ask = async (name = 'orders') => {
    const { topics } = await client.ask(DescribeProducers, 0, { topics: [{ name, partitionIndexes: [0] }] });
    return topics[0]?.partitions[0];
  };

  it('tells what the leader knows of its producers', async () => {
    const producer = { producerId: 7, producerEpoch: 2, coordinatorEpoch: -1, lastTimestampMs: 1_000 };
    const batch = { firstSequence: 3, lastSequence: 5, baseOffset: 0, lastOffset: 2, maxTimestampMs: 1_000 };
    replica.describeProducers = () => [
      { ...producer, transactionFirstOffset: null, batches: [batch] },
      { ...producer, producerId: 8, transactionFirstOffset: 4, batches: [] },
    ];
    expect((await ask())?.activeProducers).toEqual([
      {
        producerId: 7,
        producerEpoch: 2,
        lastSequence: 5,
        lastTimestamp: 1_000,
        coordinatorEpoch: -1,
        currentTxnStartOffset: -1,
      },
      {
        producerId: 8,
        producerEpoch: 2,
        lastSequence: -1,
        lastTimestamp: 1_000,
        coordinatorEpoch: -1,
        currentTxnStartOffset: 4,
      },
    ]);
  });

  test.each([
    ['nothing', ErrorCode.UNKNOWN_TOPIC_OR_PARTITION],
    ['../x', ErrorCode.INVALID_TOPIC_EXCEPTION],
  ])('refuses the topic %p', async (name, code) => {
    expect(await ask(name)).toMatchObject({ errorCode: code, activeProducers: [] });
  });

  it('passes on that the replica does not lead', async () => {
    replica.describeProducers = () => refusal(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    expect(await ask()).toMatchObject({ errorCode: ErrorCode.NOT_LEADER_OR_FOLLOWER });
  });
});
