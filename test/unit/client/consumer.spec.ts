import type { ConsumedRecords, Consumer, ConsumerOptions, KafkaClient, StartPosition } from '@yak/client';
import { Fetch } from '@yak/protocol';
import { encodePlainBatch, encodeTransactionMarker } from '@yak/records';
import { FakeCluster } from '../../support/client/fake-broker';
import { drive } from '../../support/network/drive';

async function consuming(
  options: ConsumerOptions = {},
  brokers = 1,
): Promise<{ cluster: FakeCluster; client: KafkaClient; consumer: Consumer }> {
  const cluster = await FakeCluster.start(brokers);
  cluster.createTopic('orders', [1, brokers]);
  const client = await cluster.client();
  return { cluster, client, consumer: client.consumer(options) };
}

const batchOf = (
  texts: readonly string[],
  timestampMs: number,
  rest: Partial<Parameters<typeof encodePlainBatch>[0]> = {},
): Buffer => encodePlainBatch({ records: texts.map((text) => ({ timestampMs, value: Buffer.from(text) })), ...rest });

async function produced(
  cluster: FakeCluster,
  client: KafkaClient,
  batches: readonly Buffer[],
  partition = 0,
): Promise<void> {
  for (const batch of batches)
    await drive(cluster.clock, client.produce({ topic: 'orders', partition }, batch, { acks: 1, timeoutMs: 1_000 }));
}

/** Polls until that many records came. */
async function read(cluster: FakeCluster, consumer: Consumer, count: number): Promise<ConsumedRecords[]> {
  const got: ConsumedRecords[] = [];
  for (let polls = 0; polls < 50 && got.flatMap(({ records }) => records).length < count; polls += 1)
    got.push(...(await drive(cluster.clock, consumer.poll())));
  return got;
}
const textsOf = (got: readonly ConsumedRecords[]): string[] =>
  got.flatMap(({ records }) => records.map(({ value }) => String(value)));

describe('a consumer', () => {
  test.each<[string, StartPosition, string[]]>([
    ['the start', 'earliest', ['a', 'b', 'c', 'd']],
    ['the end', 'latest', []],
    ['an offset inside of a batch', { offset: 1 }, ['b', 'c', 'd']],
    ['a time', { timestampMs: 200 }, ['c', 'd']],
    ['a time after the last record', { timestampMs: 300 }, []],
  ])('reads from %s', async (_title, from, texts) => {
    const { cluster, client, consumer } = await consuming();
    await produced(cluster, client, [batchOf(['a', 'b'], 100), batchOf(['c', 'd'], 200)]);
    await drive(cluster.clock, consumer.assign([{ topic: 'orders', partition: 0, from }]));
    const got = await read(cluster, consumer, Math.max(1, texts.length));
    expect(textsOf(got)).toEqual(texts);
    expect(consumer.positions()).toEqual([{ topic: 'orders', partition: 0, offset: 4 }]);
  });

  it('reads partitions of several leaders at once, and goes on where it was', async () => {
    const { cluster, client, consumer } = await consuming({}, 2);
    await produced(cluster, client, [batchOf(['a'], 1)]);
    await produced(cluster, client, [batchOf(['b'], 1)], 1);
    await drive(
      cluster.clock,
      consumer.assign([0, 1].map((partition) => ({ topic: 'orders', partition, from: 'earliest' as const }))),
    );
    expect(textsOf(await read(cluster, consumer, 2)).sort()).toEqual(['a', 'b']);
    await produced(cluster, client, [batchOf(['c'], 1)], 1);
    expect(textsOf(await read(cluster, consumer, 1))).toEqual(['c']);
    expect(new Set(cluster.asked.filter(({ key }) => key === Fetch.key).map(({ brokerId }) => brokerId))).toEqual(
      new Set([1, 2]),
    );
  });

  test.each([
    [4, 'names'],
    [12, 'names'],
    [17, 'ids'],
  ])('speaks Fetch %i, with topic %s', async (version) => {
    const { cluster } = await consuming();
    const narrow = [...(await (await cluster.client()).versionsOf())].map(([apiKey, range]) => ({
      apiKey,
      minVersion: range.min,
      maxVersion: apiKey === Fetch.key ? version : range.max,
    }));
    cluster.intercept = ({ key }) => (key === 18 ? { errorCode: 0, apiKeys: narrow } : undefined);
    const client = await cluster.client();
    await produced(cluster, client, [batchOf(['a'], 1)]);
    const consumer = client.consumer();
    await drive(cluster.clock, consumer.assign([{ topic: 'orders', partition: 0, from: { offset: 0 } }]));
    expect(textsOf(await read(cluster, consumer, 1))).toEqual(['a']);
    expect(cluster.asked.filter(({ key }) => key === Fetch.key).at(-1)?.version).toBe(version);
  });

  it('leaves out aborted transactions and markers when it reads committed records only', async () => {
    const { cluster, client, consumer } = await consuming({ isolationLevel: 'read_committed' });
    const producer = { producerId: 9, producerEpoch: 0, baseSequence: 0 };
    const aborted = batchOf(['aborted'], 1, { isTransactional: true, producer });
    const marker = encodeTransactionMarker({ type: 'abort', coordinatorEpoch: 1 }, producer, 1);
    await produced(cluster, client, [batchOf(['before'], 1), batchOf(['after'], 1)]);
    const stored = cluster.partition('orders').batches.map(({ bytes }) => bytes);
    aborted.writeBigInt64BE(1n, 0);
    marker.writeBigInt64BE(2n, 0);
    stored[1]?.writeBigInt64BE(3n, 0);
    cluster.intercept = ({ key, body }) => {
      if (key !== Fetch.key || (body as { isolationLevel: number }).isolationLevel !== 1) return undefined;
      const records = Buffer.concat([stored[0] ?? aborted, aborted, marker, stored[1] ?? aborted]);
      const partition = {
        partitionIndex: 0,
        errorCode: 0,
        highWatermark: 4,
        abortedTransactions: [{ producerId: 9, firstOffset: 1 }],
        records,
      };
      return {
        errorCode: 0,
        responses: [{ topic: 'orders', topicId: cluster.topicIdOf('orders'), partitions: [partition] }],
      };
    };
    await drive(cluster.clock, consumer.assign([{ topic: 'orders', partition: 0, from: { offset: 0 } }]));
    expect(textsOf(await read(cluster, consumer, 2))).toEqual(['before', 'after']);
    expect(consumer.positions()[0]?.offset).toBe(4);
  });

  it('takes the whole batches of an answer that was cut, and asks again for the rest', async () => {
    const { cluster, client, consumer } = await consuming();
    await produced(cluster, client, [batchOf(['a'], 1), batchOf(['b'], 1)]);
    let cuts = 0;
    cluster.intercept = ({ key }) => {
      if (key !== Fetch.key || cuts > 0) return undefined;
      cuts += 1;
      const bytes = Buffer.concat(cluster.partition('orders').batches.map((batch) => batch.bytes));
      const partition = {
        partitionIndex: 0,
        errorCode: 0,
        highWatermark: 2,
        abortedTransactions: null,
        records: bytes.subarray(0, bytes.length - 3),
      };
      return {
        errorCode: 0,
        responses: [{ topic: 'orders', topicId: cluster.topicIdOf('orders'), partitions: [partition] }],
      };
    };
    await drive(cluster.clock, consumer.assign([{ topic: 'orders', partition: 0, from: 'earliest' }]));
    expect(textsOf(await read(cluster, consumer, 2))).toEqual(['a', 'b']);
  });

  it('fails out of range, or goes on where it was told to', async () => {
    const strict = await consuming();
    await drive(
      strict.cluster.clock,
      strict.consumer.assign([{ topic: 'orders', partition: 0, from: { offset: 99 } }]),
    );
    await expect(drive(strict.cluster.clock, strict.consumer.poll())).rejects.toMatchObject({
      kafkaName: 'OFFSET_OUT_OF_RANGE',
    });
    const lenient = await consuming({ resetTo: 'earliest' });
    await produced(lenient.cluster, lenient.client, [batchOf(['a'], 1)]);
    await drive(
      lenient.cluster.clock,
      lenient.consumer.assign([{ topic: 'orders', partition: 0, from: { offset: 99 } }]),
    );
    expect(textsOf(await read(lenient.cluster, lenient.consumer, 1))).toEqual(['a']);
  });

  it('goes on when the broker was away', async () => {
    const { cluster, client, consumer } = await consuming();
    await produced(cluster, client, [batchOf(['a'], 1)]);
    await drive(cluster.clock, consumer.assign([{ topic: 'orders', partition: 0, from: 'earliest' }]));
    await cluster.killBroker(1);
    expect(await drive(cluster.clock, consumer.poll())).toEqual([]);
    await cluster.startBroker(1);
    expect(textsOf(await read(cluster, consumer, 1))).toEqual(['a']);
  });
});
