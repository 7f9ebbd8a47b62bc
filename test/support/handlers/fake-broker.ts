import { seededRandom, silentLogger, silentMeter } from '@yak/base';
import type {
  BrokerPorts,
  CoordinatorPort,
  FetchedSlice,
  HostedPartition,
  LogDirectoryView,
  PartitionView,
  ServingReplica,
  SettingsView,
  TopicRules,
  TopicView,
} from '@yak/handlers';
import {
  brokerId,
  ErrorCode,
  leaderEpoch,
  offset,
  partitionIndex,
  producerId,
  refusal,
  topicId,
  topicPartitionKey,
} from '@yak/model';
import { allowEverything } from '@yak/security';
import { ManualClock } from '../cluster/manual-clock';
import { FakeGroups } from './fake-groups';

/** A topic id for tests: the digit, 32 times. */
export const idOf = (digit: string) => topicId(digit.repeat(32));

export const RULES: TopicRules = {
  maxMessageBytes: 1_000_000,
  segmentBytes: 10_000_000,
  compacted: false,
  deletes: true,
  timestampType: 'CreateTime',
  timestampBeforeMaxMs: Number.POSITIVE_INFINITY,
  timestampAfterMaxMs: Number.POSITIVE_INFINITY,
};

/** A slice with these records, everything committed. */
export const sliceOf = (records: readonly Buffer[], end = records.length): FetchedSlice => ({
  records,
  sizeInBytes: records.reduce((sum, { length }) => sum + length, 0),
  highWatermark: offset(end),
  lastStableOffset: offset(end),
  logStartOffset: offset(0),
  abortedTransactions: null,
  divergingEpoch: null,
});

/** A replica that leads epoch 5 of an empty log; a test replaces what it looks at. */
export class FakeReplica implements ServingReplica {
  role: ServingReplica['role'] = 'leader';
  leaderEpoch = leaderEpoch(5);
  slice: FetchedSlice = sliceOf([]);
  available = 0;
  readonly appended: { readonly batch: Parameters<ServingReplica['append']>[0]; readonly requiredAcks: number }[] = [];
  readonly listeners = new Set<() => void>();

  constructor(readonly topicId = idOf('a')) {}

  append: ServingReplica['append'] = (batch, { requiredAcks }) => {
    this.appended.push({ batch, requiredAcks });
    return { baseOffset: offset(42), logAppendTimeMs: null, logStartOffset: offset(3), done: Promise.resolve(null) };
  };
  read: ServingReplica['read'] = () => this.slice;
  bytesAvailable: ServingReplica['bytesAvailable'] = () => this.available;
  offsets: ServingReplica['offsets'] = () =>
    Promise.resolve({ offset: offset(7), timestampMs: 1_000, leaderEpoch: leaderEpoch(5) });
  endOffsetForEpoch: ServingReplica['endOffsetForEpoch'] = () => ({ leaderEpoch: 4, endOffset: 9 });
  deleteRecordsBefore: ServingReplica['deleteRecordsBefore'] = () => Promise.resolve({ lowWatermark: offset(6) });
  describeProducers: ServingReplica['describeProducers'] = () => [];

  onAdvanced(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Tells those who listen that something moved. */
  advance(): void {
    for (const listener of [...this.listeners]) listener();
  }
}

const partitionView = (partition: number, leader: number | null): PartitionView => ({
  partition: partitionIndex(partition),
  leaderId: leader === null ? null : brokerId(leader),
  leaderEpoch: leaderEpoch(5),
  replicas: [brokerId(1)],
  inSyncReplicas: [brokerId(1)],
  eligibleLeaderReplicas: [],
  lastKnownLeader: null,
  offlineReplicas: [],
});

const UNREACHABLE = refusal(ErrorCode.REQUEST_TIMED_OUT);

/** A broker for handlers, in memory: topics, replicas, and a coordinator whose answers a test gives. */
export class FakeBroker {
  readonly clock = new ManualClock();
  readonly topics: TopicView[] = [];
  readonly hosted = new Map<string, HostedPartition>();
  readonly overrides = new Map<string, ReadonlyMap<string, string>>();
  readonly logged: string[] = [];
  /** Brokers that live, by id, with what they call themselves; all listen on PLAINTEXT at port 9000 + id. */
  readonly brokers = new Map<number, string>([[1, 'one']]);
  readonly asked: { readonly verb: string; readonly request: unknown }[] = [];
  directories: LogDirectoryView[] = [];
  settings: Partial<SettingsView> = {};
  authoriser: BrokerPorts['authoriser'] = allowEverything;
  quota: BrokerPorts['quota'] = { throttleMs: () => 0 };
  coordinator: Partial<CoordinatorPort> = {};
  readonly groups = new FakeGroups();

  /** A topic that broker 1 leads and holds, partition by partition. */
  addTopic(
    name: string,
    options: { id?: string; partitions?: number; rules?: Partial<TopicRules> } = {},
  ): FakeReplica[] {
    const id = idOf(options.id ?? 'a');
    const count = options.partitions ?? 1;
    const partitions = Array.from({ length: count }, (_, index) => partitionView(index, 1));
    this.topics.push({ topicId: id, name, isInternal: false, partitions });
    return partitions.map(({ partition }) => {
      const replica = new FakeReplica(id);
      this.hosted.set(topicPartitionKey(name, partition), { replica, rules: { ...RULES, ...options.rules } });
      return replica;
    });
  }

  /** A topic whose partition 0 is led elsewhere, or by nobody. */
  addForeignTopic(name: string, options: { id?: string; leader: number | null }): void {
    this.topics.push({
      topicId: idOf(options.id ?? 'b'),
      name,
      isInternal: false,
      partitions: [partitionView(0, options.leader)],
    });
  }

  get ports(): BrokerPorts {
    return {
      metadata: this.#metadata,
      replicas: {
        find: (topic, partition) => this.hosted.get(`${topic}-${partition}`) ?? null,
        logDirectories: () => this.directories,
      },
      coordinator: this.#coordinator,
      groups: this.groups.port,
      settings: { ...this.#settings, ...this.settings },
      authoriser: { authorise: (...asked) => this.authoriser.authorise(...asked) },
      quota: { throttleMs: (usage) => this.quota.throttleMs(usage) },
      clock: this.clock,
      random: seededRandom('handlers'),
      logger: { ...silentLogger, log: (_level, message) => void this.logged.push(message) },
      meter: silentMeter,
    };
  }

  get #metadata(): BrokerPorts['metadata'] {
    return {
      clusterId: 'cluster-of-the-test',
      brokerId: brokerId(1),
      controllerId: brokerId(1),
      topics: () => this.topics,
      topicByName: (name) => this.topics.find((topic) => topic.name === name) ?? null,
      topicById: (id) => this.topics.find((topic) => topic.topicId === id) ?? null,
      brokers: () =>
        Array.from(this.brokers, ([id, host]) => ({
          brokerId: brokerId(id),
          rack: null,
          endpointFor: ({ listenerName }) => (listenerName === 'PLAINTEXT' ? { host, port: 9000 + id } : null),
        })),
      overridesOf: (id) => this.overrides.get(id) ?? new Map(),
    };
  }

  get #coordinator(): CoordinatorPort {
    const note =
      <Request, Reply>(verb: string, answer: ((request: Request) => Reply) | undefined) =>
      (request: Request) => {
        this.asked.push({ verb, request });
        return answer?.(request) ?? Promise.resolve(UNREACHABLE);
      };
    return {
      createTopics: note('createTopics', this.coordinator.createTopics),
      deleteTopics: note('deleteTopics', this.coordinator.deleteTopics),
      createPartitions: note('createPartitions', this.coordinator.createPartitions),
      alterConfigs: note('alterConfigs', this.coordinator.alterConfigs),
      allocateProducerId: () => this.coordinator.allocateProducerId?.() ?? Promise.resolve(producerId(4_000)),
    };
  }

  get #settings(): SettingsView {
    return {
      autoCreateTopicsEnable: true,
      deleteTopicEnable: true,
      consumerGroupsEnable: true,
      fetchBytesMax: 1_000_000,
      fetchSessionsMax: 10,
      fetchWaitMsMax: Number.POSITIVE_INFINITY,
      describedPartitionsMax: 100,
      newTopic: (name) => ({
        name,
        partitionCount: null,
        replicationFactor: null,
        assignments: null,
        configs: [],
      }),
      describeTopic: () => [],
      describeBroker: () => [],
    };
  }
}
