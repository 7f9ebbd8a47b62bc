import { ErrorCode, refusal } from '@yak/model';
import { OffsetForLeaderEpoch } from '@yak/protocol';
import { FakeBroker, type FakeReplica } from '../../support/handlers/fake-broker';
import { FakeClient } from '../../support/handlers/ask';

describe('OffsetForLeaderEpoch', () => {
  let broker: FakeBroker;
  let client: FakeClient;
  let replica: FakeReplica;

  beforeEach(() => {
    broker = new FakeBroker();
    [replica] = broker.addTopic('orders') as [FakeReplica];
    client = new FakeClient(broker);
  });
  const ask = async (version: number, partition = 0, currentLeaderEpoch = -1) => {
    const topics = [{ topic: 'orders', partitions: [{ partition, currentLeaderEpoch, leaderEpoch: 4 }] }];
    return (await client.ask(OffsetForLeaderEpoch, version, { topics })).topics[0]?.partitions[0];
  };

  test.each([2, 3, 4])('of version %i answers where the epoch ends', async (version) => {
    expect(await ask(version)).toEqual({ errorCode: 0, partition: 0, leaderEpoch: 4, endOffset: 9 });
  });

  it('passes on the epoch that the client believes in, and none as none', async () => {
    const seen: (number | null)[] = [];
    replica.endOffsetForEpoch = ({ currentLeaderEpoch }) => {
      seen.push(currentLeaderEpoch);
      return refusal(ErrorCode.FENCED_LEADER_EPOCH);
    };
    expect(await ask(2, 0, 3)).toMatchObject({
      errorCode: ErrorCode.FENCED_LEADER_EPOCH,
      leaderEpoch: -1,
      endOffset: -1,
    });
    await ask(2);
    expect(seen).toEqual([3, null]);
  });

  it('answers an unknown partition with its error', async () => {
    expect(await ask(2, 8)).toMatchObject({ errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION });
  });
});
