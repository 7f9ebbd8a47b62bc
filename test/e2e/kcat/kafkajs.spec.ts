import { CompressionTypes, ConfigResourceTypes, Kafka, logLevel, type Admin, type Producer } from 'kafkajs';
import { join } from 'node:path';
import { kcat } from '../../support/kcat';
import { type RunningBroker, startBroker, temporaryFolder } from '../../support/processes';

/** Every call of kafkajs' admin and producer that needs no groups, ACLs or transactions, against a real process. */
describe('kafkajs', () => {
  const folder = temporaryFolder();
  let broker: RunningBroker;
  let kafka: Kafka;
  let admin: Admin;
  let producer: Producer;

  beforeAll(async () => {
    broker = await startBroker(join(folder.path, 'broker'));
    kafka = new Kafka({ clientId: 'scenario', brokers: [`127.0.0.1:${broker.port}`], logLevel: logLevel.NOTHING });
    admin = kafka.admin();
    producer = kafka.producer();
    await admin.connect();
    await producer.connect();
  }, 30_000);
  afterAll(async () => {
    await producer.disconnect();
    await admin.disconnect();
    await broker.stop();
    folder.remove();
  });
  const readByKcat = async (topic: string, format: string): Promise<string[]> => {
    const read = await kcat([
      '-C',
      '-b',
      `127.0.0.1:${broker.port}`,
      '-t',
      topic,
      '-o',
      'beginning',
      '-e',
      '-q',
      '-f',
      format,
    ]);
    return read.stdout.split('\n').filter((line) => line !== '');
  };

  test('creates topics once, and says so', async () => {
    expect(await admin.createTopics({ waitForLeaders: true, topics: [{ topic: 'orders', numPartitions: 3 }] })).toBe(
      true,
    );
    expect(await admin.createTopics({ topics: [{ topic: 'orders', numPartitions: 3 }] })).toBe(false);
    await expect(admin.createTopics({ validateOnly: true, topics: [{ topic: 'bad name' }] })).rejects.toThrow();
    expect(
      await admin.createTopics({ validateOnly: true, waitForLeaders: false, topics: [{ topic: 'only-validated' }] }),
    ).toBe(true);
    expect((await admin.listTopics()).sort()).toEqual(['__consumer_offsets', 'orders']);
  });

  test('describes the cluster and the topic', async () => {
    const cluster = await admin.describeCluster();
    expect(cluster.brokers).toEqual([{ nodeId: 1, host: '127.0.0.1', port: broker.port }]);
    expect(cluster.controller).toBe(1);
    expect(cluster.clusterId).toMatch(/^[\w-]{22}$/);
    const { topics } = await admin.fetchTopicMetadata({ topics: ['orders'] });
    expect(topics[0]?.partitions.map(({ leader, isr }) => ({ leader, isr }))).toEqual(
      Array(3).fill({ leader: 1, isr: [1] }),
    );
  });

  test('produces with keys, headers, tombstones and acks, which kcat reads', async () => {
    const sent = await producer.send({
      topic: 'orders',
      acks: -1,
      messages: [
        { key: 'a', value: 'one', headers: { trace: 'x' }, partition: 0 },
        { key: 'b', value: null, partition: 0 },
        { value: 'three', partition: 1 },
      ],
    });
    expect(sent.map(({ partition, errorCode, baseOffset }) => ({ partition, errorCode, baseOffset }))).toEqual(
      expect.arrayContaining([
        { partition: 0, errorCode: 0, baseOffset: '0' },
        { partition: 1, errorCode: 0, baseOffset: '0' },
      ]),
    );
    await producer.send({ topic: 'orders', acks: 1, messages: [{ value: 'four', partition: 1 }] });
    await producer.send({ topic: 'orders', acks: 0, messages: [{ value: 'five', partition: 2 }] });
    await producer.send({ topic: 'orders', acks: 1, messages: [{ value: 'six', partition: 2 }] });
    expect((await readByKcat('orders', '%p/%o %k=%s %S %h\n')).sort()).toEqual([
      '0/0 a=one 3 trace=x',
      '0/1 b= -1 ',
      '1/0 =three 5 ',
      '1/1 =four 4 ',
      '2/0 =five 4 ',
      '2/1 =six 3 ',
    ]);
  });

  test('produces batches to several topics, compressed', async () => {
    await admin.createTopics({ topics: [{ topic: 'left' }, { topic: 'right' }] });
    await producer.sendBatch({
      compression: CompressionTypes.GZIP,
      topicMessages: [
        { topic: 'left', messages: [{ value: 'l'.repeat(5000) }] },
        { topic: 'right', messages: [{ value: 'r'.repeat(5000) }] },
      ],
    });
    expect(await readByKcat('left', '%s\n')).toEqual(['l'.repeat(5000)]);
    expect(await readByKcat('right', '%s\n')).toEqual(['r'.repeat(5000)]);
  });

  test('produces idempotently', async () => {
    const idempotent = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
    await idempotent.connect();
    await admin.createTopics({ topics: [{ topic: 'once', numPartitions: 1 }] });
    for (let at = 0; at < 20; at += 1) await idempotent.send({ topic: 'once', messages: [{ value: String(at) }] });
    await idempotent.disconnect();
    expect(await readByKcat('once', '%s\n')).toEqual(Array.from({ length: 20 }, (_, at) => String(at)));
  });

  test('creates a topic by producing to it', async () => {
    await producer.send({ topic: 'by-producing', messages: [{ value: 'first' }] });
    expect(await readByKcat('by-producing', '%s\n')).toEqual(['first']);
  });

  test('finds offsets, by time too, and deletes records', async () => {
    const latest = await admin.fetchTopicOffsets('orders');
    expect(latest.sort((a, b) => a.partition - b.partition).map(({ low, high }) => [low, high])).toEqual([
      ['0', '2'],
      ['0', '2'],
      ['0', '2'],
    ]);
    const byTime = await admin.fetchTopicOffsetsByTimestamp('orders', 0);
    expect(byTime.map(({ offset }) => offset)).toEqual(['0', '0', '0']);
    await admin.deleteTopicRecords({ topic: 'orders', partitions: [{ partition: 0, offset: '1' }] });
    expect((await admin.fetchTopicOffsets('orders')).find(({ partition }) => partition === 0)?.low).toBe('1');
  });

  test('adds partitions', async () => {
    await admin.createPartitions({ topicPartitions: [{ topic: 'orders', count: 5 }] });
    const { topics } = await admin.fetchTopicMetadata({ topics: ['orders'] });
    expect(topics[0]?.partitions).toHaveLength(5);
    await expect(admin.createPartitions({ topicPartitions: [{ topic: 'orders', count: 2 }] })).rejects.toThrow();
  });

  test('describes and alters configs', async () => {
    await admin.alterConfigs({
      validateOnly: false,
      resources: [
        {
          type: ConfigResourceTypes.TOPIC,
          name: 'orders',
          configEntries: [{ name: 'retention.ms', value: '3600000' }],
        },
      ],
    });
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: ConfigResourceTypes.TOPIC, name: 'orders', configNames: ['retention.ms', 'cleanup.policy'] }],
    });
    expect(resources[0]?.configEntries.map(({ configName, configValue }) => [configName, configValue]).sort()).toEqual([
      ['cleanup.policy', 'delete'],
      ['retention.ms', '3600000'],
    ]);
  });

  test('deletes topics', async () => {
    await admin.deleteTopics({ topics: ['left', 'right'] });
    expect((await admin.listTopics()).sort()).toEqual(['__consumer_offsets', 'by-producing', 'once', 'orders']);
    const impatient = kafka.admin({ retry: { retries: 0 } });
    await impatient.connect();
    await expect(impatient.deleteTopics({ topics: ['left'] })).rejects.toThrow('does not host this topic');
    await impatient.disconnect();
  });
});
