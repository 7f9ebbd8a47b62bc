import { seededRandom, silentLogger, systemClock } from '@yak/base';
import { type ClusterOptions, createCluster } from '@yak/embedded';
import { SettingsError } from '@yak/settings';
import { MemoryNetwork, SimulatedDisk } from '@yak/simulation';

describe('the creation of a cluster', () => {
  let disk: SimulatedDisk;
  let warnings: string[];
  const options = (settings: Record<string, string> = {}): ClusterOptions => {
    const random = seededRandom('create-cluster');
    return {
      dataDirectory: '/data',
      settings: { listeners: 'PLAINTEXT://10.0.0.1:9092', ...settings },
      disk: disk.process(),
      transport: new MemoryNetwork({ clock: systemClock, random }).transport('10.0.0.1'),
      random,
      logger: { ...silentLogger, log: (_level, message) => void warnings.push(message) },
    };
  };

  beforeEach(() => {
    disk = new SimulatedDisk({ clock: systemClock, random: seededRandom('disk') });
    warnings = [];
  });

  it('makes the coordinator and the broker their own directories', async () => {
    const cluster = await createCluster(options());
    expect(disk.paths()).toEqual(
      expect.arrayContaining(['/data/coordinator/metadata', '/data/broker-1/meta.properties']),
    );
    await cluster.stop();
  });

  it('keeps the logs where the settings say', async () => {
    const cluster = await createCluster(options({ 'log.dirs': '/elsewhere' }));
    expect(disk.paths()).toContain('/elsewhere/meta.properties');
    await cluster.stop();
  });

  it('is the same cluster when it starts again on the same directory', async () => {
    const first = await createCluster(options());
    const { clusterId } = first;
    await first.stop();
    const second = await createCluster(options());
    expect(second.clusterId).toBe(clusterId);
    await second.stop();
  });

  it('refuses a directory that another cluster holds', async () => {
    const held = disk.process();
    const first = await createCluster({ ...options(), disk: held });
    await expect(createCluster({ ...options(), disk: held })).rejects.toMatchObject({ code: 'YAK_STORAGE_LOCKED' });
    await first.stop();
  });

  it('refuses settings that cannot be', async () => {
    await expect(createCluster(options({ 'num.partitions': 'many' }))).rejects.toThrow(SettingsError);
  });

  it('warns of a setting that nobody knows', async () => {
    const cluster = await createCluster(options({ 'no.such.setting': '1' }));
    expect(warnings).toContain('a setting is worth a look');
    await cluster.stop();
  });

  it('leaves nothing behind where it fails', async () => {
    const other = options();
    const taken = {
      ...other,
      transport: { ...other.transport, listen: () => Promise.reject(new Error('EADDRINUSE')) },
    } as ClusterOptions;
    await expect(createCluster(taken)).rejects.toThrow('EADDRINUSE');
    const cluster = await createCluster(options());
    await cluster.stop();
  });
});
