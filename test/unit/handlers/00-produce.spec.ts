import { ErrorCode, offset, refusal } from '@yak/model';
import { encodeRequest, Produce, type RequestInputOf, type ResponseOf } from '@yak/protocol';
import { FakeBroker, type FakeReplica } from '../../support/handlers/fake-broker';
import { FakeClient } from '../../support/handlers/ask';
import { plainBatch } from '../../support/records/batches';

type Request = RequestInputOf<typeof Produce>;

const requestOf = (topics: Record<string, (Buffer | null)[]>, acks = -1, timeoutMs = 1_000): Request => ({
  acks,
  timeoutMs,
  topicData: Object.entries(topics).map(([name, batches]) => ({
    name,
    partitionData: batches.map((records, index) => ({ index, records })),
  })),
});

const only = (response: ResponseOf<typeof Produce>) => {
  const partition = response.responses[0]?.partitionResponses[0];
  if (partition === undefined) throw new Error('no partition in the response');
  return partition;
};

describe('Produce', () => {
  let broker: FakeBroker;
  let client: FakeClient;
  let replica: FakeReplica;

  beforeEach(() => {
    broker = new FakeBroker();
    [replica] = broker.addTopic('orders') as [FakeReplica];
    client = new FakeClient(broker);
  });

  test.each([3, 7, 8, 9, 10, 11])('of version %i answers the offset that the leader gave', async (version) => {
    const partition = only(await client.ask(Produce, version, requestOf({ orders: [plainBatch(2)] })));
    expect(partition).toMatchObject({ index: 0, errorCode: 0, baseOffset: 42, logAppendTimeMs: -1 });
    expect(partition.logStartOffset).toBe(version >= 5 ? 3 : -1);
    expect(replica.appended).toHaveLength(1);
  });

  test.each<[string, string, Buffer | null, number, ErrorCode]>([
    ['acks beyond -1, 0 and 1', 'orders', plainBatch(1), 2, ErrorCode.INVALID_REQUIRED_ACKS],
    ['a topic that does not exist', 'nothing', plainBatch(1), -1, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION],
    ['a partition that is led elsewhere', 'foreign', plainBatch(1), -1, ErrorCode.NOT_LEADER_OR_FOLLOWER],
    ['no records', 'orders', null, -1, ErrorCode.INVALID_RECORD],
    ['two batches', 'orders', Buffer.concat([plainBatch(1), plainBatch(1)]), -1, ErrorCode.INVALID_RECORD],
    ['a flipped bit', 'orders', flipped(plainBatch(1)), -1, ErrorCode.CORRUPT_MESSAGE],
    ['a topic of Kafka itself', '__consumer_offsets', plainBatch(1), -1, ErrorCode.INVALID_TOPIC_EXCEPTION],
  ])('refuses %s and appends nothing', async (_what, ...row) => {
    const [topic, records, acks, code] = row;
    broker.addForeignTopic('foreign', { leader: 2 });
    const partition = only(await client.ask(Produce, 9, requestOf({ [topic]: [records] }, acks)));
    expect(partition).toMatchObject({ errorCode: code, baseOffset: -1 });
    expect(replica.appended).toHaveLength(0);
  });

  it('judges partitions one by one', async () => {
    const response = await client.ask(Produce, 9, requestOf({ nothing: [plainBatch(1)], orders: [plainBatch(1)] }));
    expect(response.responses.map(({ partitionResponses }) => partitionResponses[0]?.errorCode)).toEqual([
      ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
      ErrorCode.NONE,
    ]);
  });

  it('answers REQUEST_TIMED_OUT when acks=all is not reached in time, and the records stay', async () => {
    replica.append = () => ({
      baseOffset: offset(42),
      logAppendTimeMs: null,
      logStartOffset: offset(0),
      done: new Promise(() => undefined),
    });
    const answer = client.ask(Produce, 9, requestOf({ orders: [plainBatch(1)] }, -1, 50));
    await broker.clock.run(49);
    await broker.clock.run(1);
    expect(only(await answer)).toMatchObject({ errorCode: ErrorCode.REQUEST_TIMED_OUT, baseOffset: -1 });
  });

  it('tells a promise that was broken after the append', async () => {
    const broken = refusal(ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND);
    replica.append = () => ({
      baseOffset: offset(1),
      logAppendTimeMs: null,
      logStartOffset: offset(0),
      done: Promise.resolve(broken),
    });
    expect(only(await client.ask(Produce, 9, requestOf({ orders: [plainBatch(1)] }))).errorCode).toBe(broken.code);
  });

  it('lets the next request of the connection start before the acks are there', () => {
    replica.append = () => ({
      baseOffset: offset(1),
      logAppendTimeMs: null,
      logStartOffset: offset(0),
      done: new Promise(() => undefined),
    });
    const [...frames] = encode(requestOf({ orders: [plainBatch(1)] }));
    expect(client.dispatch.serve(Buffer.concat(frames).subarray(4), client.connection).accepted).toBeNull();
  });

  it('with acks 0 is silent when all is well', async () => {
    expect(await client.send(Produce, 9, requestOf({ orders: [plainBatch(1)] }, 0))).toEqual({ kind: 'silent' });
    expect(replica.appended).toHaveLength(1);
  });

  it('with acks 0 closes the connection on an error, so that the client looks for the leader', async () => {
    const answer = await client.send(Produce, 9, requestOf({ nothing: [plainBatch(1)] }, 0));
    expect(answer).toMatchObject({ kind: 'close' });
  });

  it('names the leader to clients of version 10 that asked the wrong broker', async () => {
    broker.addForeignTopic('foreign', { leader: 2 });
    broker.brokers.set(2, 'two');
    const response = await client.ask(Produce, 10, requestOf({ foreign: [plainBatch(1)] }));
    expect(only(response).currentLeader).toEqual({ leaderId: 2, leaderEpoch: 5 });
    expect(response.nodeEndpoints).toEqual([{ nodeId: 2, host: 'two', port: 9002, rack: null }]);
  });

  it('takes the last of a partition that is named twice, as Kafka does', async () => {
    const records = [plainBatch(1), plainBatch(3)];
    const topicData = [{ name: 'orders', partitionData: records.map((batch) => ({ index: 0, records: batch })) }];
    const response = await client.ask(Produce, 9, { acks: -1, timeoutMs: 100, topicData });
    expect(response.responses[0]?.partitionResponses).toHaveLength(1);
    expect(replica.appended.map(({ batch }) => batch.header.recordsCount)).toEqual([3]);
  });

  it('lets the admin client of Kafka write internal topics', async () => {
    broker.addTopic('__consumer_offsets', { id: 'c' });
    client.clientId = '__admin_client';
    expect(only(await client.ask(Produce, 9, requestOf({ __consumer_offsets: [plainBatch(1)] }))).errorCode).toBe(0);
  });

  it('says which records of a compacted topic lack a key', async () => {
    broker.addTopic('compacted', { id: 'd', rules: { compacted: true } });
    const batch = plainBatch(1, { records: [{ timestampMs: 1, key: null, value: Buffer.from('v') }] });
    const partition = only(await client.ask(Produce, 9, requestOf({ compacted: [batch] })));
    expect(partition.errorCode).toBe(ErrorCode.INVALID_RECORD);
    expect(partition.recordErrors.map(({ batchIndex }) => batchIndex)).toEqual([0]);
  });

  it('refuses a principal that may not write', async () => {
    broker.authoriser = { authorise: () => false };
    expect(only(await client.ask(Produce, 9, requestOf({ orders: [plainBatch(1)] }))).errorCode).toBe(
      ErrorCode.TOPIC_AUTHORIZATION_FAILED,
    );
  });
});

function flipped(batch: Buffer): Buffer {
  const bytes = Buffer.from(batch);
  bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
  return bytes;
}

function encode(body: Request): Buffer[] {
  return encodeRequest(Produce, 9, { correlationId: 1, clientId: null }, body);
}
