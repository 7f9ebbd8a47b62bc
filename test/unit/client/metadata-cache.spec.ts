import { Metadata } from '@yak/protocol';
import { FakeCluster } from '../../support/client/fake-broker';
import { drive, runFor } from '../../support/network/drive';

describe('metadata', () => {
  it('is asked once for many who want it, and again when it is too old or was wrong', async () => {
    const cluster = await FakeCluster.start();
    cluster.createTopic('orders', [1, 1]);
    const { metadata } = await cluster.client({ metadataMaxAgeMs: 10_000 });
    const before = cluster.countOf(Metadata.key);
    const wanted = await drive(
      cluster.clock,
      Promise.all([metadata.topic('orders'), metadata.topic('orders'), metadata.leaderOf('orders', 1)]),
    );
    expect(wanted[0].partitions.map(({ partition, leaderId }) => [partition, leaderId])).toEqual([
      [0, 1],
      [1, 1],
    ]);
    expect(cluster.countOf(Metadata.key)).toBe(before + 1);
    metadata.forget('orders');
    await drive(cluster.clock, metadata.topic('orders'));
    expect(cluster.countOf(Metadata.key)).toBe(before + 2);
    await runFor(cluster.clock, 10_001);
    expect(metadata.known('orders')).toBeNull();
  });

  it('says who is controller and which brokers there are', async () => {
    const cluster = await FakeCluster.start(3);
    cluster.controllerId = 3;
    const client = await cluster.client();
    const described = await drive(cluster.clock, client.describe(null));
    expect(described.brokers.map(({ brokerId, port }) => [brokerId, port])).toEqual([
      [1, 9092],
      [2, 9093],
      [3, 9094],
    ]);
    expect(client.metadata.controllerId).toBe(3);
  });

  it('says that a topic, a partition or a leader is missing', async () => {
    const cluster = await FakeCluster.start();
    cluster.createTopic('orders', [-1]);
    const { metadata } = await cluster.client();
    await expect(drive(cluster.clock, metadata.topic('nowhere'))).rejects.toMatchObject({
      kafkaName: 'UNKNOWN_TOPIC_OR_PARTITION',
    });
    await expect(drive(cluster.clock, metadata.leaderOf('orders', 5))).rejects.toThrow('orders has no partition 5');
    await expect(drive(cluster.clock, metadata.leaderOf('orders', 0))).rejects.toMatchObject({
      kafkaName: 'LEADER_NOT_AVAILABLE',
    });
    expect(metadata.known('orders')).toBeNull();
  });
});
