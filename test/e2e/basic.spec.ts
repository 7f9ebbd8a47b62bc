import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, systemRandom } from '@yak/base';
import { KafkaClient } from '@yak/client';
import { type Cluster, createCluster } from '@yak/embedded';
import { tcpTransport } from '@yak/network';

const connect = (cluster: Cluster): Promise<KafkaClient> =>
  KafkaClient.connect({
    bootstrap: [cluster.bootstrap],
    clientId: 'basic-spec',
    transport: tcpTransport,
    clock: systemClock,
    random: systemRandom,
  });

const readAll = async (client: KafkaClient, topic: string, count: number): Promise<string[]> => {
  const consumer = client.consumer({ maxWaitMs: 100 });
  await consumer.assign([{ topic, partition: 0, from: 'earliest' }]);
  const values: string[] = [];
  while (values.length < count) {
    for (const { records } of await consumer.poll()) values.push(...records.map(({ value }) => String(value)));
  }
  return values;
};

const send = async (client: KafkaClient, topic: string, values: readonly string[]): Promise<(number | null)[]> => {
  const producer = client.producer({ acks: 'all' });
  const places = await Promise.all(
    values.map((value) => producer.send({ topic, partition: 0, value: Buffer.from(value) })),
  );
  await producer.close();
  return places.map(({ offset }) => offset);
};

describe('a cluster in this process', () => {
  let dataDirectory: string;
  let cluster: Cluster;
  let client: KafkaClient;
  const start = async (flush: 'batch' | 'os' = 'batch'): Promise<void> => {
    cluster = await createCluster({ dataDirectory, port: 0, settings: { 'yak.flush': flush } });
    client = await connect(cluster);
  };

  beforeEach(async () => {
    dataDirectory = mkdtempSync(join(tmpdir(), 'yak-basic-'));
    await start();
  });

  afterEach(async () => {
    await client.close();
    await cluster.stop();
    rmSync(dataDirectory, { recursive: true, force: true });
  });

  it('gives back what was produced, in order and at the offsets that it answered', async () => {
    const [created] = await client.admin.createTopics([{ name: 'walk', partitionCount: 1, replicationFactor: 1 }]);
    expect(created?.error).toBeNull();
    expect(await send(client, 'walk', ['a', 'b', 'c'])).toEqual([0, 1, 2]);
    expect(await readAll(client, 'walk', 3)).toEqual(['a', 'b', 'c']);
  });

  it.each([['stop'], ['kill']] as const)('has every acknowledged record after a %s and a start', async (end) => {
    await client.admin.createTopics([{ name: 'walk', partitionCount: 1, replicationFactor: 1 }]);
    await send(client, 'walk', ['a', 'b']);
    await client.close();
    await cluster[end]();
    await start();
    expect(await cluster.leaderOf('walk', 0)).toBe(1);
    expect(await send(client, 'walk', ['c'])).toEqual([2]);
    expect(await readAll(client, 'walk', 3)).toEqual(['a', 'b', 'c']);
  });

  it('forgets a deleted topic, and a new one of its name starts empty', async () => {
    const topic = { name: 'again', partitionCount: 1, replicationFactor: 1 };
    await client.admin.createTopics([topic]);
    await send(client, 'again', ['old']);
    expect((await client.admin.deleteTopics(['again']))[0]?.error).toBeNull();
    expect((await client.admin.createTopics([topic]))[0]?.error).toBeNull();
    expect(await send(client, 'again', ['new'])).toEqual([0]);
    expect(await readAll(client, 'again', 1)).toEqual(['new']);
  });
});
