import type { TransitionRecord } from '@yak/journal';
import { SimulatedCluster, SimulatedWorld } from '@yak/simulation';
import { drive, settle } from '../../../support/network/drive';

function newCluster(): {
  world: SimulatedWorld;
  cluster: SimulatedCluster;
  steps: TransitionRecord[];
  errors: string[];
} {
  const world = new SimulatedWorld({
    seed: 1,
    eventsMax: 100_000,
    diskLatencyMs: { min: 0, max: 5 },
    wire: { latencyMs: { min: 0, max: 2 }, chunkBytes: { min: 1, max: 100 }, windowBytes: 1_000 },
  });
  const steps: TransitionRecord[] = [];
  const errors: string[] = [];
  const cluster = new SimulatedCluster({
    world,
    settings: { 'yak.flush': 'batch' },
    witness: {
      onTransition: (record) => void steps.push(record),
      onLogged: (level, message) => {
        if (level === 'error') errors.push(message);
      },
      onFault: (error) => void errors.push(String(error)),
    },
  });
  return { world, cluster, steps, errors };
}

describe('a simulated cluster', () => {
  test('serves, stops cleanly, and serves again under a higher broker epoch', async () => {
    const { world, cluster, steps, errors } = newCluster();
    expect(await drive(world.clock, cluster.start())).toBe('serving');
    await drive(world.clock, cluster.stop());
    expect(cluster.isAlive).toBe(false);
    expect(await drive(world.clock, cluster.start())).toBe('serving');
    const epochs = steps
      .filter(({ machine, to }) => machine === 'broker-lifecycle' && to === 'serving')
      .map(({ facts }) => Number(facts['brokerEpoch']));
    expect(epochs).toHaveLength(2);
    expect(epochs[1]).toBeGreaterThan(epochs[0] ?? Infinity);
    expect(errors).toEqual([]);
  });

  test('says that a start ended in death when it is struck meanwhile, and tells nothing more of that process', async () => {
    const { world, cluster, steps } = newCluster();
    const starting = cluster.start();
    for (let events = 0; events < 20; events += 1) {
      world.clock.advance();
      await settle();
    }
    cluster.losePower();
    expect(await drive(world.clock, starting)).toBe('dead');
    const told = steps.length;
    while (world.clock.advance()) await settle();
    expect(steps).toHaveLength(told);
    expect(await drive(world.clock, cluster.start())).toBe('serving');
    expect(cluster.starts).toBe(2);
  });

  test('rejects a start that the disk prevents, and is dead', async () => {
    const { world, cluster } = newCluster();
    world.disk.faults = { errnoOf: ({ kind }) => (kind === 'sync' ? 'EIO' : null), shortWriteBytes: () => 0 };
    await expect(drive(world.clock, cluster.start())).rejects.toMatchObject({ code: 'YAK_STORAGE_IO' });
    expect(cluster.isAlive).toBe(false);
  });
});
