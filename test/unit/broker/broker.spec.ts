import { seededRandom, silentMeter, systemClock, silentLogger } from '@yak/base';
import { FileMetadataStore, MemoryMetadataFile } from '@yak/bus';
import { assembleCoordinator, type Coordinator } from '@yak/coordinator';
import { Broker } from '@yak/broker';
import { Journal } from '@yak/journal';
import { resolveBrokerSettings, SettingsError } from '@yak/settings';
import { MemoryNetwork, SimulatedDisk } from '@yak/simulation';
import { until } from '../../support/until';

const settingsOf = (flags: Record<string, string>) =>
  resolveBrokerSettings({ flags: { listeners: 'PLAINTEXT://10.0.0.1:9092', ...flags }, profile: 'test' }).settings;

/** One machine: a disk and a metadata file that outlive its brokers. */
class Machine {
  readonly #clock = systemClock;
  readonly random = seededRandom('broker');
  readonly disk = new SimulatedDisk({ clock: this.#clock, random: this.random });
  readonly file = new MemoryMetadataFile();
  readonly network = new MemoryNetwork({ clock: this.#clock, random: this.random });
  coordinator: Coordinator | null = null;

  broker(settings = settingsOf({})): Broker {
    const { coordinator } = this;
    if (coordinator === null) throw new Error('no coordinator');
    return new Broker({
      settings,
      disk: this.disk.process(),
      logDirectoryPath: '/logs',
      transport: this.network.transport('10.0.0.1'),
      coordinatorLink: coordinator.link,
      metadataFeed: this.store,
      hostname: 'machine',
      ...this.#surroundings,
      onFault: (error) => {
        throw error;
      },
    });
  }

  readonly store = FileMetadataStore.open({ file: this.file });

  async startCoordinator(): Promise<void> {
    const { settings } = resolveBrokerSettings({ profile: 'test' });
    const journal = new Journal({ node: 'coordinator-1', clock: this.#clock, capacity: 100 });
    this.coordinator = assembleCoordinator({
      store: this.store,
      journal,
      settings,
      ...this.#surroundings,
      onFault: () => undefined,
    });
    await this.coordinator.start();
  }

  get #surroundings() {
    return { clock: this.#clock, random: this.random, logger: silentLogger, meter: silentMeter };
  }
}

describe('a broker', () => {
  let machine: Machine;

  beforeEach(async () => {
    machine = new Machine();
    await machine.startCoordinator();
  });
  afterEach(() => machine.coordinator?.stop());

  it('registers, listens and serves', async () => {
    const broker = machine.broker();
    await broker.start();
    expect(broker.listeners).toMatchObject([{ name: 'PLAINTEXT', port: 9092 }]);
    expect(broker.metadata.brokers().map(({ brokerId }) => brokerId)).toEqual([1]);
    expect(broker.journal.since(0, { machine: 'broker-lifecycle' }).at(-1)).toMatchObject({ to: 'serving' });
    await broker.stop();
  });

  it('leads a topic that is made, and comes back to it after a stop and after a kill', async () => {
    for (const end of ['stop', 'kill', 'stop'] as const) {
      const broker = machine.broker();
      await broker.start();
      await machine.coordinator?.link.request('createTopics', {
        operationId: '',
        timeoutMs: 5_000,
        validateOnly: false,
        topics: [{ name: 'orders', partitionCount: 1, replicationFactor: 1, assignments: null, configs: [] }],
      });
      await until(() => broker.replicas?.find('orders', 0)?.replica.role === 'leader');
      await broker[end]();
      expect(broker.replicas).toBeNull();
      if (end === 'kill') machine.disk.killProcess();
    }
  });

  it('obeys settings that were altered for it', async () => {
    const settings = settingsOf({});
    const broker = machine.broker(settings);
    await broker.start();
    await machine.coordinator?.link.request('alterConfigs', {
      operationId: '',
      mode: 'incremental',
      validateOnly: false,
      resources: [
        {
          resourceType: 'broker',
          resourceName: '1',
          operations: [{ name: 'log.retention.ms', operation: 'set', value: '77' }],
        },
      ],
    });
    await until(() => settings.value('log.retention.ms') === 77);
    await broker.stop();
  });

  it('does not start on listeners that cannot be', () => {
    expect(() => machine.broker(settingsOf({ 'advertised.listeners': 'OTHER://x:1' }))).toThrow(SettingsError);
  });

  it('lets go of its logs where it cannot listen', async () => {
    const taken = await machine.network.transport('10.0.0.1').listen({ host: '10.0.0.1', port: 9092 }, () => undefined);
    await expect(machine.broker().start()).rejects.toThrow();
    await taken.close();
    const later = machine.broker();
    await later.start();
    await later.stop();
  });

  it('stops once, however often it is told', async () => {
    const broker = machine.broker();
    await broker.start();
    await broker.stop();
    await expect(broker.stop()).resolves.toBeUndefined();
    await expect(broker.kill()).resolves.toBeUndefined();
  });
});
