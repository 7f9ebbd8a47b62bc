import { seededRandom, systemClock } from '@yak/base';
import { createCluster } from '@yak/embedded';
import { MemoryNetwork, SimulatedDisk } from '@yak/simulation';

const start = (flags: Record<string, string> = {}) => {
  const random = seededRandom('cluster');
  const disk = new SimulatedDisk({ clock: systemClock, random }).process();
  const transport = new MemoryNetwork({ clock: systemClock, random }).transport('10.0.0.1');
  return createCluster({
    dataDirectory: '/data',
    settings: { listeners: 'PLAINTEXT://10.0.0.1:9092', ...flags },
    disk,
    transport,
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

  it('ends once, however it is told', async () => {
    const cluster = await start();
    const stopped = cluster.stop();
    expect(cluster.kill()).toBe(stopped);
    await expect(stopped).resolves.toBeUndefined();
  });
});
