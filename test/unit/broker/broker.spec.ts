import { type Clock, seededRandom, silentMeter, systemClock, silentLogger } from '@yak/base';
import { FileMetadataStore, MemoryMetadataFile } from '@yak/bus';
import { assembleCoordinator, type Coordinator } from '@yak/coordinator';
import { Broker } from '@yak/broker';
import { KafkaClient, KafkaError } from '@yak/client';
import { MetadataImage } from '@yak/cluster';
import { Journal } from '@yak/journal';
import { brokerId, ErrorCode, partitionIndex } from '@yak/model';
import { FindCoordinator, OffsetCommit, OffsetFetch } from '@yak/protocol';
import { encodePlainBatch } from '@yak/records';
import { resolveBrokerSettings, SettingsError } from '@yak/settings';
import { failing, MemoryNetwork, noDiskFaults, SimulatedDisk } from '@yak/simulation';
import { standingClock } from '../../support/standing-clock';
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
  readonly journal = new Journal({ node: 'coordinator-1', clock: this.#clock, capacity: 100 });
  /** The metadata as written. */
  readonly image = new MetadataImage();
  coordinator: Coordinator | null = null;

  broker(settings = settingsOf({}), clock: Clock = this.#clock): Broker {
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
      httpEndpoint: { host: 'machine', port: 8080 },
      ...this.#surroundings,
      clock,
      onFault: (error) => {
        throw error;
      },
    });
  }

  readonly store = FileMetadataStore.open({ file: this.file });

  async startCoordinator(): Promise<void> {
    const { settings } = resolveBrokerSettings({ profile: 'test' });
    if (this.coordinator === null) await this.store.watch(0, (batch) => void this.image.apply(batch));
    await this.coordinator?.stop();
    this.coordinator = assembleCoordinator({
      store: this.store,
      journal: this.journal,
      settings,
      ...this.#surroundings,
      onFault: () => undefined,
    });
    await this.coordinator.start();
  }

  async createTopic(name: string): Promise<void> {
    await this.coordinator?.link.request('createTopics', {
      operationId: '',
      timeoutMs: 5_000,
      validateOnly: false,
      topics: [{ name, partitionCount: 1, replicationFactor: 1, assignments: null, configs: [] }],
    });
  }

  client(): Promise<KafkaClient> {
    const transport = this.network.transport('client');
    const { clock, random } = this.#surroundings;
    return KafkaClient.connect({ bootstrap: ['10.0.0.1:9092'], clientId: 'test', transport, clock, random });
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

  it('makes the topic of the groups as it starts, where the profile says so, and leads it', async () => {
    const broker = machine.broker();
    await broker.start();
    expect(broker.replicas?.find('__consumer_offsets', 0)?.replica.role).toBe('leader');
    expect(broker.metadata.topicByName('__consumer_offsets')).toMatchObject({ isInternal: true, partitions: [{}] });
    const { topicId } = broker.metadata.topicByName('__consumer_offsets') ?? {};
    if (topicId === undefined) throw new Error('there is no such topic');
    expect(Object.fromEntries(broker.metadata.overridesOf(topicId))).toEqual({
      'cleanup.policy': 'compact',
      'compression.type': 'producer',
      'segment.bytes': '104857600',
    });
    expect(broker.groups?.partitionOf('g')).toBe(0);
    await broker.stop();
    expect(broker.groups).toBeNull();
  });

  it('makes no topic before it is needed where nobody says so', async () => {
    const broker = machine.broker(settingsOf({ 'yak.internal.topics.eager': 'false' }));
    await broker.start();
    expect([...broker.metadata.topics()]).toEqual([]);
    await broker.stop();
  });

  describe('with a group that has committed', () => {
    const errorOf = async (broker: Broker): Promise<number | undefined> =>
      (await broker.groups?.describeGroups(['g']))?.[0]?.errorCode;
    const committed = async (client: KafkaClient): Promise<number | undefined> => {
      const { groups } = await client.request(OffsetFetch, 8, { groups: [{ groupId: 'g', topics: null }] });
      return groups[0]?.topics[0]?.partitions[0]?.committedOffset;
    };
    const start = async (): Promise<{ broker: Broker; client: KafkaClient }> => {
      const broker = machine.broker(settingsOf({ 'yak.flush': 'batch' }));
      await broker.start();
      await machine.createTopic('orders');
      await until(async () => (await errorOf(broker)) === ErrorCode.NONE);
      return { broker, client: await machine.client() };
    };
    const commit = async (client: KafkaClient): Promise<number | undefined> => {
      const partitions = [{ partitionIndex: 0, committedOffset: 7, committedMetadata: null }];
      const topics = [{ name: 'orders', partitions }];
      const answer = await client.request(OffsetCommit, 8, { groupId: 'g', memberId: '', topics });
      return answer.topics[0]?.partitions[0]?.errorCode;
    };

    it.each(['stop', 'kill'] as const)('knows the offset after a %s', async (end) => {
      const { broker, client } = await start();
      expect(await commit(client)).toBe(0);
      await client.close();
      await broker[end]();
      if (end === 'kill') machine.disk.killProcess();
      const again = await start();
      expect(await committed(again.client)).toBe(7);
      await again.client.close();
      await again.broker.stop();
    });

    it('forgets it with the topic of the groups, and makes that anew for the next that asks', async () => {
      const { broker, client } = await start();
      expect(await commit(client)).toBe(0);
      await machine.coordinator?.link.request('deleteTopics', {
        operationId: '',
        timeoutMs: 5_000,
        topics: [{ name: '__consumer_offsets' }],
      });
      await until(async () => (await errorOf(broker)) === ErrorCode.NOT_COORDINATOR);
      const find = async () => (await client.request(FindCoordinator, 2, { key: 'g' })).errorCode;
      expect(await find()).toBe(ErrorCode.COORDINATOR_NOT_AVAILABLE);
      await until(async () => (await find()) === ErrorCode.NONE && (await errorOf(broker)) === ErrorCode.NONE);
      expect(await committed(client)).toBeUndefined();
      await client.close();
      await broker.stop();
    });
  });

  it('leads a topic that is made, and comes back to it after a stop and after a kill', async () => {
    for (const end of ['stop', 'kill', 'stop'] as const) {
      const broker = machine.broker();
      await broker.start();
      await machine.createTopic('orders');
      await until(() => broker.replicas?.find('orders', 0)?.replica.role === 'leader');
      await broker[end]();
      expect(broker.replicas).toBeNull();
      if (end === 'kill') machine.disk.killProcess();
    }
  });

  it('says why a replica of its own leads, where its HTTP answers, and nothing more once it has stopped', async () => {
    const broker = machine.broker();
    await broker.start();
    await machine.createTopic('orders');
    await broker.replicas?.whenLeading('orders', 0, 10_000);
    expect(broker.explain('partition', 'orders-0')).toMatchObject({
      kind: 'explained',
      explanation: { node: 'broker-1', state: 'leader', transitions: [{ to: 'follower' }, {}, {}, { to: 'leader' }] },
    });
    expect(broker.httpEndpointOf(broker.brokerId)).toEqual({ host: 'machine', port: 8080 });
    expect(broker.httpEndpointOf(brokerId(2))).toBeNull();
    await broker.stop();
    expect(broker.explain('partition', 'orders-0')).toMatchObject({ kind: 'unavailable' });
  });

  it('has started as soon as its replicas lead, though no time passes', async () => {
    const first = machine.broker();
    await first.start();
    await machine.createTopic('orders');
    await first.replicas?.whenLeading('orders', 0, 10_000);
    await first.stop();
    await machine.startCoordinator(); // which knows of no session that must end first
    const second = machine.broker(settingsOf({}), standingClock);
    await second.start();
    expect(second.replicas?.find('orders', 0)?.replica.role).toBe('leader');
    await second.kill();
  });

  it('ends the recovery of a partition once it leads it again after a kill', async () => {
    const first = machine.broker();
    await first.start();
    await machine.createTopic('orders');
    await until(() => first.replicas?.find('orders', 0)?.replica.role === 'leader');
    await first.kill();
    machine.disk.killProcess();
    const second = machine.broker();
    await second.start();
    const elections = () =>
      machine.journal.since(0, { machine: 'partition-election' }).filter(({ id }) => id === 'orders-0');
    const { topicId } = second.replicas?.find('orders', 0)?.replica ?? {};
    if (topicId === undefined) throw new Error('nobody leads');
    const isRecovering = () => machine.image.partition(topicId, partitionIndex(0))?.isRecovering;
    await until(() => isRecovering() === false);
    expect(elections()).toMatchObject([
      { id: 'orders-0', to: 'recovering' },
      { id: 'orders-0', from: 'recovering', to: 'led', cause: 'the leader serves' },
    ]);
    expect(machine.image.partition(topicId, partitionIndex(0))?.leader?.brokerId).toBe(1);
    expect(second.replicas?.find('orders', 0)?.replica.role).toBe('leader');
    await second.stop();
  });

  describe('whose log directory goes offline', () => {
    let broker: Broker;
    let client: KafkaClient;
    const produce = async (): Promise<unknown> => {
      const batch = encodePlainBatch({
        records: [{ timestampMs: 1, key: null, value: Buffer.from('a'), headers: [] }],
      });
      return client
        .produce({ topic: 'orders', partition: 0 }, batch, { acks: -1, timeoutMs: 1_000 })
        .then(({ baseOffset }) => baseOffset)
        .catch((error: unknown) => (error instanceof KafkaError ? error.kafkaName : error));
    };

    beforeEach(async () => {
      broker = machine.broker(settingsOf({ 'yak.flush': 'batch' }));
      await broker.start();
      await machine.createTopic('orders');
      await until(() => broker.replicas?.find('orders', 0)?.replica.role === 'leader');
      client = await machine.client();
      expect(await produce()).toBe(0);
    });
    afterEach(async () => {
      await client.close();
      await broker.stop();
    });

    test.each(['write', 'sync'] as const)('by a failing %s serves no log any more, and lives', async (kind) => {
      machine.disk.faults = failing(kind, 'EIO', { path: /orders-0/ });
      expect(await produce()).toBe('KAFKA_STORAGE_ERROR');
      await until(() => broker.replicas?.find('orders', 0)?.replica.role === 'offline');
      machine.disk.faults = noDiskFaults;
      expect(await produce()).toBe('KAFKA_STORAGE_ERROR');
      await client.metadata.refresh(['orders']);
      expect(broker.replicas?.logDirectories()).toMatchObject([{ path: '/logs', isOffline: true }]);
      expect(broker.metadata.brokers().map(({ brokerId }) => brokerId)).toEqual([1]);
    });
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
