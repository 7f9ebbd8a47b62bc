import type { Producer, ProducerOptions, RecordPlace } from '@yak/client';
import { ErrorCode } from '@yak/model';
import { decodeRecords } from '@yak/records';
import { FakeCluster } from '../../support/client/fake-broker';
import { drive, runFor } from '../../support/network/drive';

async function producing(
  options: ProducerOptions = {},
  brokers = 1,
): Promise<{
  cluster: FakeCluster;
  producer: Producer;
  sent: (count: number, from?: number) => Promise<PromiseSettledResult<RecordPlace>[]>;
}> {
  const cluster = await FakeCluster.start(brokers);
  cluster.createTopic('orders', [1]);
  const client = await cluster.client();
  const producer = client.producer(options);
  const sent = (count: number, from = 0): Promise<PromiseSettledResult<RecordPlace>[]> =>
    Promise.allSettled(
      Array.from({ length: count }, (_, index) =>
        producer.send({ topic: 'orders', value: Buffer.from(`record ${from + index}`) }),
      ),
    );
  return { cluster, producer, sent };
}

async function textsIn(cluster: FakeCluster, partition = 0): Promise<string[]> {
  const texts: string[] = [];
  for (const { bytes } of cluster.partition('orders', partition).batches)
    for (const record of await decodeRecords(bytes, { decompressedBytesMax: 1e6 })) texts.push(String(record.value));
  return texts;
}
const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => `record ${index}`);

/** Does something to the n-th Produce request. */
function onProduce(cluster: FakeCluster, act: (count: number) => object | 'close' | 'silence' | undefined): void {
  let count = 0;
  cluster.intercept = ({ key }) => {
    if (key !== 0) return undefined;
    count += 1;
    return act(count);
  };
}
const refusedWith = (errorCode: number) => ({
  responses: [{ name: 'orders', partitionResponses: [{ index: 0, errorCode, baseOffset: -1 }] }],
});

describe('a producer', () => {
  it('gathers records into batches and tells each its offset', async () => {
    const { cluster, producer, sent } = await producing();
    const places = await drive(cluster.clock, sent(50));
    expect(places.map((place) => place.status === 'fulfilled' && place.value.offset)).toEqual(
      Array.from({ length: 50 }, (_, index) => index),
    );
    expect(cluster.partition('orders').batches).toHaveLength(1);
    expect(await textsIn(cluster)).toEqual(numbered(50));
    expect(producer.bufferedBytes).toBe(0);
  });

  it('keeps the order of its calls also while the first ones wait for metadata and a producer id', async () => {
    const { cluster, producer } = await producing({ batchBytes: 60, lingerMs: 0 });
    const places: Promise<unknown>[] = [];
    for (let count = 0; count < 60; count += 1) {
      places.push(producer.send({ topic: 'orders', value: Buffer.from(`record ${count}`) }));
      if (count % 2 === 0) await Promise.resolve();
      if (count % 7 === 0) cluster.clock.advance();
    }
    await drive(cluster.clock, Promise.all(places));
    expect(await textsIn(cluster)).toEqual(numbered(60));
  });

  it('keeps the order over several batches in flight', async () => {
    const { cluster, sent } = await producing({ batchBytes: 100, lingerMs: 0 });
    await drive(cluster.clock, sent(60));
    expect(cluster.partition('orders').batches.length).toBeGreaterThan(5);
    expect(await textsIn(cluster)).toEqual(numbered(60));
  });

  test.each([
    ['the answers are lost after the append', 'close after append'],
    ['the connection breaks before the append', 'close'],
    ['the leader has moved for a moment', ErrorCode.NOT_LEADER_OR_FOLLOWER],
    ['the broker has too few replicas', ErrorCode.NOT_ENOUGH_REPLICAS],
  ])('has every record in the log once and in order when %s', async (_title, fault) => {
    const { cluster, sent } = await producing({ batchBytes: 60, lingerMs: 0 });
    onProduce(cluster, (count) => {
      if (count % 3 !== 2 || count > 20) return undefined;
      if (fault === 'close after append') {
        cluster.clock.nextTurn(() => {
          cluster.network.cut('broker-1');
        });
        return undefined;
      }
      return fault === 'close' ? 'close' : refusedWith(fault as number);
    });
    const places = await drive(cluster.clock, sent(40));
    expect(places.every(({ status }) => status === 'fulfilled')).toBe(true);
    expect(await textsIn(cluster)).toEqual(numbered(40));
  });

  it('comes back when the broker was away', async () => {
    const { cluster, sent } = await producing({ batchBytes: 60 });
    await drive(cluster.clock, sent(3));
    await cluster.killBroker(1);
    const later = sent(5, 3);
    await runFor(cluster.clock, 5_000);
    await cluster.startBroker(1);
    expect((await drive(cluster.clock, later)).every(({ status }) => status === 'fulfilled')).toBe(true);
    expect(await textsIn(cluster)).toEqual(numbered(8));
  });

  it('follows the leader to another broker', async () => {
    const { cluster, sent } = await producing({}, 2);
    await drive(cluster.clock, sent(2));
    cluster.partition('orders').leaderId = 2;
    await drive(cluster.clock, sent(2, 2));
    expect(await textsIn(cluster)).toEqual(numbered(4));
  });

  it('sends nothing under a new producer id that may be in the log already, whatever was answered since', async () => {
    const { cluster, sent } = await producing({ batchBytes: 60, lingerMs: 0 });
    onProduce(cluster, (count) => {
      if (count <= 2) {
        if (count === 2) cluster.clock.nextTurn(() => cluster.network.cut('broker-1'));
        return undefined;
      }
      if (count <= 4) return refusedWith(ErrorCode.NOT_ENOUGH_REPLICAS);
      return count <= 6 ? refusedWith(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER) : undefined;
    });
    await drive(cluster.clock, sent(6));
    const texts = await textsIn(cluster);
    expect(texts.length).toBeGreaterThan(0);
    expect(texts).toEqual([...new Set(texts)]);
  });

  it('fails a record that the broker refuses for good, and the rest goes on under a new producer id', async () => {
    const { cluster, sent } = await producing({ batchBytes: 30, lingerMs: 0 });
    onProduce(cluster, (count) => (count === 2 ? refusedWith(ErrorCode.MESSAGE_TOO_LARGE) : undefined));
    const places = await drive(cluster.clock, sent(12));
    const failed = places.flatMap((place, index) => (place.status === 'rejected' ? [index] : []));
    expect(failed.length).toBeGreaterThan(0);
    expect(await textsIn(cluster)).toEqual(numbered(12).filter((_, index) => !failed.includes(index)));
    expect(failed.length).toBeLessThan(3);
    expect(new Set(cluster.partition('orders').batches.map(({ header }) => header.producerId)).size).toBe(2);
  });

  it('gives up when the time for delivery is over', async () => {
    const { cluster, producer, sent } = await producing({ deliveryTimeoutMs: 3_000 });
    await drive(cluster.clock, sent(1));
    await cluster.killBroker(1);
    const places = await drive(cluster.clock, sent(2));
    expect(places.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(cluster.clock.monotonicMs()).toBeLessThan(15_000);
    expect(producer.bufferedBytes).toBe(0);
  });

  it('holds no more than its buffer: the rest of the senders wait', async () => {
    const { cluster, producer, sent } = await producing({ bufferBytesMax: 100, batchBytes: 60, lingerMs: 0 });
    let most = 0;
    onProduce(cluster, () => {
      most = Math.max(most, producer.bufferedBytes);
      return undefined;
    });
    await drive(cluster.clock, sent(30));
    expect(most).toBeLessThanOrEqual(120);
    expect(await textsIn(cluster)).toEqual(numbered(30));
  });

  it('sends what lingers when it is flushed, and refuses records once closed', async () => {
    const { cluster, producer, sent } = await producing({ lingerMs: 60_000 });
    const places = sent(3);
    await runFor(cluster.clock, 100);
    expect(cluster.countOf(0)).toBe(0);
    await drive(cluster.clock, producer.close());
    expect((await places).every(({ status }) => status === 'fulfilled')).toBe(true);
    await expect(producer.send({ topic: 'orders', value: null })).rejects.toThrow('the producer is closed');
  });

  it('spreads keys over partitions, and puts a record where it is told', async () => {
    const { cluster, producer } = await producing();
    cluster.createTopic('spread', [1, 1, 1]);
    const keyed = ['abc', 'foobar', '21'].map((key) =>
      producer.send({ topic: 'spread', key: Buffer.from(key), value: null }),
    );
    const told = producer.send({ topic: 'spread', partition: 2, value: null });
    const places = await drive(cluster.clock, Promise.all([...keyed, told]));
    expect(places.map(({ partition }) => partition)).toEqual([
      479470107 % 3,
      (-790332482 & 0x7fffffff) % 3,
      (-973932308 & 0x7fffffff) % 3,
      2,
    ]);
    await expect(
      drive(cluster.clock, producer.send({ topic: 'spread', partition: 3, value: null })),
    ).rejects.toMatchObject({ kafkaName: 'UNKNOWN_TOPIC_OR_PARTITION' });
  });

  test.each([
    ['acks=0', { acks: 0 as const }, null],
    ['acks=1', { acks: 1 as const }, 0],
    ['gzip', { codec: 'gzip' as const }, 0],
  ])('works with %s', async (_title, options, offset) => {
    const { cluster, producer } = await producing(options);
    const sending = producer.send({
      topic: 'orders',
      value: Buffer.from('record 0'),
      headers: [{ key: 'h', value: null }],
    });
    for (let round = 0; round < 100 && cluster.partition('orders').batches.length === 0; round += 1)
      await runFor(cluster.clock, 5);
    expect((await drive(cluster.clock, sending)).offset).toBe(offset);
    await runFor(cluster.clock, 50);
    expect(await textsIn(cluster)).toEqual(['record 0']);
    expect(cluster.partition('orders').batches[0]?.header.producerId).toBe('acks' in options ? -1 : 1_000);
  });

  it('refuses to be idempotent without acks=all', async () => {
    const cluster = await FakeCluster.start();
    const client = await cluster.client();
    expect(() => client.producer({ acks: 1, isIdempotent: true })).toThrow('an idempotent producer needs acks=all');
  });
});
