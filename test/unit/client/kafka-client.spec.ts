import { KafkaClient } from '@yak/client';
import { ApiVersions, Metadata, Produce } from '@yak/protocol';
import { encodePlainBatch } from '@yak/records';
import { FakeCluster } from '../../support/client/fake-broker';
import { drive } from '../../support/network/drive';

const batch = (): Buffer => encodePlainBatch({ records: [{ timestampMs: 5, value: Buffer.from('v') }] });
const place = { topic: 'orders', partition: 0 };

describe('a client', () => {
  it('says why when no broker answers', async () => {
    const cluster = await FakeCluster.start(0);
    await expect(cluster.client({ bootstrap: ['127.0.0.1:9092', '127.0.0.1:9093'] })).rejects.toThrow(
      'no connection to 127.0.0.1:9093',
    );
    expect(KafkaClient).toBeDefined();
  });

  it('sends any API in any version, and in the best one when asked', async () => {
    const cluster = await FakeCluster.start(2);
    const client = await cluster.client();
    for (let version = Metadata.versions.min; version <= Metadata.versions.max; version += 1) {
      const answer = await drive(cluster.clock, client.request(Metadata, version, { topics: [] }, { brokerId: 2 }));
      expect(answer.brokers.map(({ nodeId }) => nodeId)).toEqual([1, 2]);
      expect(cluster.asked.at(-1)).toMatchObject({ key: Metadata.key, version, brokerId: 2 });
    }
    await drive(
      cluster.clock,
      client.request(ApiVersions, 'best', { clientSoftwareName: 'x', clientSoftwareVersion: '1' }),
    );
    expect(cluster.asked.at(-1)).toMatchObject({ version: 4 });
    expect((await client.versionsOf()).get(Produce.key)).toEqual(Produce.versions);
  });

  it('asks the controller where the controller must be asked', async () => {
    const cluster = await FakeCluster.start(2);
    cluster.controllerId = 2;
    const client = await cluster.client();
    await drive(cluster.clock, client.request(Metadata, 'best', { topics: [] }, 'controller'));
    expect(cluster.asked.at(-1)?.brokerId).toBe(2);
  });

  it('takes a longer answer time for one request', async () => {
    const cluster = await FakeCluster.start();
    const client = await cluster.client({ requestTimeoutMs: 100 });
    cluster.intercept = () => 'silence';
    await expect(
      drive(cluster.clock, client.request(Metadata, 'best', { topics: [] }, { brokerId: 1, timeoutMs: 3_000 })),
    ).rejects.toMatchObject({ kafkaName: 'REQUEST_TIMED_OUT' });
    expect(cluster.clock.monotonicMs()).toBeGreaterThan(3_000);
  });

  it('produces a batch to the leader and says where it lies', async () => {
    const cluster = await FakeCluster.start(2);
    cluster.createTopic('orders', [2]);
    const client = await cluster.client();
    const offsets = [];
    for (const acks of [1, -1, 0] as const)
      offsets.push((await drive(cluster.clock, client.produce(place, batch(), { acks, timeoutMs: 1_000 }))).baseOffset);
    await drive(cluster.clock, client.describe([]));
    expect(offsets).toEqual([0, 1, null]);
    expect(cluster.partition('orders').batches).toHaveLength(3);
  });

  it('forgets the leader that refuses a batch, and throws what it said', async () => {
    const cluster = await FakeCluster.start(2);
    cluster.createTopic('orders', [1]);
    const client = await cluster.client();
    await drive(cluster.clock, client.partitionsOf('orders'));
    cluster.partition('orders').leaderId = 2;
    await expect(
      drive(cluster.clock, client.produce(place, batch(), { acks: 1, timeoutMs: 1_000 })),
    ).rejects.toMatchObject({ kafkaName: 'NOT_LEADER_OR_FOLLOWER' });
    await expect(drive(cluster.clock, client.produce(place, batch(), { acks: 1, timeoutMs: 1_000 }))).resolves.toEqual({
      baseOffset: 0,
    });
  });

  it('fails what is under way when it closes', async () => {
    const cluster = await FakeCluster.start();
    const client = await cluster.client();
    cluster.intercept = () => 'silence';
    const asked = client.request(Metadata, 'best', { topics: [] });
    const sent = client.producer().send({ topic: 'orders', value: Buffer.from('x') });
    const results = Promise.allSettled([asked, sent]);
    await drive(cluster.clock, client.close());
    expect((await drive(cluster.clock, results)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});
