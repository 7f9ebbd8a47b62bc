import { ErrorCode, refusal } from '@yak/model';
import { DeleteRecords } from '@yak/protocol';
import { FakeBroker, type FakeReplica } from '../../support/handlers/fake-broker';
import { FakeClient } from '../../support/handlers/ask';

describe('DeleteRecords', () => {
  let broker: FakeBroker;
  let client: FakeClient;
  let replica: FakeReplica;

  beforeEach(() => {
    broker = new FakeBroker();
    [replica] = broker.addTopic('orders') as [FakeReplica];
    client = new FakeClient(broker);
  });
  const ask = async (name: string, offset: number, version = 2) => {
    const topics = [{ name, partitions: [{ partitionIndex: 0, offset }] }];
    return (await client.ask(DeleteRecords, version, { topics, timeoutMs: 100 })).topics[0]?.partitions[0];
  };

  test.each([0, 1, 2])('of version %i answers the new log start', async (version) => {
    expect(await ask('orders', 6, version)).toEqual({ partitionIndex: 0, lowWatermark: 6, errorCode: 0 });
  });

  it('takes -1 for the high watermark', async () => {
    const seen: unknown[] = [];
    const original = replica.deleteRecordsBefore;
    replica.deleteRecordsBefore = (before) => {
      seen.push(before);
      return original(before);
    };
    await ask('orders', -1);
    expect(seen).toEqual(['highWatermark']);
  });

  it.each([
    ['an unknown topic', 'nothing', 1, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION],
    ['a topic of Kafka itself', '__consumer_offsets', 1, ErrorCode.INVALID_TOPIC_EXCEPTION],
    ['a topic that is only compacted', 'compacted', 1, ErrorCode.POLICY_VIOLATION],
    ['an offset below -1', 'orders', -2, ErrorCode.OFFSET_OUT_OF_RANGE],
  ])('refuses %s', async (_what, topic, offset, code) => {
    broker.addTopic('__consumer_offsets', { id: 'b' });
    broker.addTopic('compacted', { id: 'c', rules: { deletes: false, compacted: true } });
    expect(await ask(topic, offset)).toMatchObject({ errorCode: code, lowWatermark: -1 });
  });

  it('passes on the refusal of the leader', async () => {
    replica.deleteRecordsBefore = () => Promise.resolve(refusal(ErrorCode.OFFSET_OUT_OF_RANGE));
    expect(await ask('orders', 99)).toMatchObject({ errorCode: ErrorCode.OFFSET_OUT_OF_RANGE });
  });

  it('answers REQUEST_TIMED_OUT when the disk is too slow', async () => {
    replica.deleteRecordsBefore = () => new Promise(() => undefined);
    const answer = ask('orders', 1);
    await broker.clock.run(100);
    expect(await answer).toMatchObject({ errorCode: ErrorCode.REQUEST_TIMED_OUT, lowWatermark: -1 });
  });
});
