import { type Clock, seededRandom, systemClock } from '@yak/base';
import { KafkaClient } from '@yak/client';
import { createCluster } from '@yak/embedded';
import { MemoryNetwork, SimulatedDisk } from '@yak/simulation';
import { standingClock } from '../../support/standing-clock';

const random = seededRandom('cluster');
const start = (clock: Clock = systemClock, network = new MemoryNetwork({ clock: systemClock, random })) => {
  const disk = new SimulatedDisk({ clock: systemClock, random }).process();
  return createCluster({
    dataDirectory: '/data',
    settings: { listeners: 'PLAINTEXT://10.0.0.1:9092' },
    disk,
    transport: network.transport('10.0.0.1'),
    clock,
    random,
  });
};

describe('a cluster', () => {
  it('says where clients find it, who it is and what its machines did', async () => {
    const cluster = await start();
    expect(cluster.bootstrap).toBe('10.0.0.1:9092');
    expect(cluster.clusterId).toMatch(/^[\w-]{22}$/);
    expect(cluster.brokers.map(({ brokerId }) => brokerId)).toEqual([1]);
    expect(new Set(cluster.journal.since(0).map(({ machine }) => machine))).toContain('broker-lifecycle');
    await cluster.stop();
  });

  it('says who leads a partition, or that nobody came to', async () => {
    const cluster = await start();
    await expect(cluster.leaderOf('nothing', 0, 1)).rejects.toThrow('nothing-0 has no leader');
    await cluster.kill();
  });

  it('says who leads a partition as soon as somebody does, though no time passes', async () => {
    const network = new MemoryNetwork({ clock: systemClock, random });
    const cluster = await start(standingClock, network);
    const leaders = [cluster.leaderOf('orders', 0), cluster.leaderOf('orders', 1)];
    const client = await KafkaClient.connect({
      bootstrap: [cluster.bootstrap],
      clientId: 'test',
      transport: network.transport('client'),
      clock: systemClock,
      random,
    });
    await client.admin.createTopics([{ name: 'orders', partitionCount: 2 }]);
    expect(await Promise.all([...leaders, cluster.leaderOf('orders', 1, 0)])).toEqual([1, 1, 1]);
    await client.close();
    await cluster.kill();
    await expect(cluster.leaderOf('orders', 0)).rejects.toThrow('the cluster is not running');
  });

  it('ends once, however it is told', async () => {
    const cluster = await start();
    const stopped = cluster.stop();
    expect(cluster.kill()).toBe(stopped);
    await expect(stopped).resolves.toBeUndefined();
  });
});
