/**
 * What handlers ask of the world. The broker assembly fits these ports; tests fit them with fakes.
 * Everything here answers with values: a protocol error is a Refusal, never a throw.
 */
import type { Clock, Logger, Meter, Random } from '@yak/base';
import type { BrokerId, LeaderEpoch, Offset, PartitionIndex, ProducerId, Refusal, TopicId } from '@yak/model';
import type { CoordinatorReply, CoordinatorRequest, CoordinatorVerb, NewTopic } from '@yak/control';
import type { FetchedOffsets, GroupCaller, OffsetsWanted } from '@yak/groups';
import type {
  AnyApi,
  ConsumerGroupDescribe,
  ConsumerGroupHeartbeat,
  DeleteGroups,
  DescribeGroups,
  Heartbeat,
  JoinGroup,
  LeaveGroup,
  ListGroups,
  OffsetCommit,
  OffsetDelete,
  RequestOf,
  ResponseInputOf,
  SyncGroup,
} from '@yak/protocol';
import type { ProducedBatch, ProducerEntry } from '@yak/records';
import type { Connection } from './connection';
import type { DescribedSetting } from '@yak/settings';
import type { Authoriser, Principal } from '@yak/security';

/** Where clients reach one broker on one listener. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** A broker as clients see it: registered and not fenced. */
export interface BrokerView {
  readonly brokerId: BrokerId;
  readonly rack: string | null;
  /** Its endpoint for a client of that connection; null when it has no listener of that name. */
  endpointFor(connection: Pick<Connection, 'listenerName' | 'clientAddress'>): Endpoint | null;
}

/** One partition as the metadata says; `leaderId` null while nobody leads. */
export interface PartitionView {
  readonly partition: PartitionIndex;
  readonly leaderId: BrokerId | null;
  readonly leaderEpoch: LeaderEpoch;
  readonly replicas: readonly BrokerId[];
  readonly inSyncReplicas: readonly BrokerId[];
  readonly eligibleLeaderReplicas: readonly BrokerId[];
  readonly lastKnownLeader: BrokerId | null;
  readonly offlineReplicas: readonly BrokerId[];
}

/** One topic as the metadata says; partitions are in index order from 0 without holes. */
export interface TopicView {
  readonly topicId: TopicId;
  readonly name: string;
  readonly isInternal: boolean;
  readonly partitions: readonly PartitionView[];
}

/** What this broker knows of the cluster; reads are synchronous and see one consistent image per turn. */
export interface MetadataView {
  readonly clusterId: string;
  readonly brokerId: BrokerId;
  /** A live broker that admin requests may be sent to; this broker itself, as every broker forwards. */
  readonly controllerId: BrokerId | null;
  topics(): Iterable<TopicView>;
  topicByName(name: string): TopicView | null;
  topicById(topicId: TopicId): TopicView | null;
  /** Live brokers in id order. */
  brokers(): readonly BrokerView[];
  /** The explicit settings of a topic. */
  overridesOf(topicId: TopicId): ReadonlyMap<string, string>;
}

/** What a read from a replica gave. Offsets as Kafka's Fetch answers them; `records` are whole batches in order, borrowed. */
export interface FetchedSlice {
  readonly records: readonly Buffer[];
  readonly sizeInBytes: number;
  readonly highWatermark: Offset;
  readonly lastStableOffset: Offset;
  readonly logStartOffset: Offset;
  /** null for read_uncommitted */
  readonly abortedTransactions: readonly { readonly producerId: ProducerId; readonly firstOffset: Offset }[] | null;
  readonly divergingEpoch: { readonly epoch: number; readonly endOffset: number } | null;
  /** Says that nobody will look at `records` again; need not be called. */
  readonly release?: () => void;
}

/** What to read; `currentLeaderEpoch` and `lastFetchedEpoch` null when the client did not say. */
export interface ReplicaRead {
  readonly startOffset: number;
  readonly bytesMax: number;
  readonly wholeFirstBatch: boolean;
  readonly isolation: Isolation;
  readonly currentLeaderEpoch: number | null;
  readonly lastFetchedEpoch: number | null;
}

/** Kafka's isolation level of a reader. */
export type Isolation = 'read_uncommitted' | 'read_committed';

/** What an append gave at once; `done` settles when the promise that the acks stand for is kept or broken. */
export interface Appended {
  readonly baseOffset: Offset;
  readonly logAppendTimeMs: number | null;
  readonly logStartOffset: Offset;
  readonly done: Promise<Refusal | null>;
}

/** An offset found by time or kind; a null timestamp where the kind has none. */
export interface FoundOffset {
  readonly offset: Offset;
  readonly timestampMs: number | null;
  readonly leaderEpoch: LeaderEpoch | null;
}

/** One replica of one partition as handlers use it; `replica`'s PartitionReplica fits by shape. */
export interface ServingReplica {
  readonly topicId: TopicId;
  readonly leaderEpoch: LeaderEpoch;
  readonly role: 'follower' | 'candidate' | 'leader' | 'offline';
  append(batch: ProducedBatch, request: { readonly requiredAcks: 0 | 1 | -1 }): Refusal | Appended;
  read(request: ReplicaRead): Refusal | FetchedSlice | Promise<Refusal | FetchedSlice>;
  /** How many bytes a reader at this offset could get now; an estimate that is never 0 while there is something. */
  bytesAvailable(startOffset: number, isolation: Isolation): number;
  /** Told when high watermark, last stable offset, log end, epoch or role moved. Returns how to stop listening. */
  onAdvanced(listener: () => void): () => void;
  offsets(request: {
    readonly kind: 'latest' | 'earliest' | 'maxTimestamp' | { readonly timestampMs: number };
    readonly isolation: Isolation;
    readonly currentLeaderEpoch: number | null;
  }): Promise<Refusal | FoundOffset | null>;
  endOffsetForEpoch(request: {
    readonly leaderEpoch: number;
    readonly currentLeaderEpoch: number | null;
  }): Refusal | { readonly leaderEpoch: number; readonly endOffset: number };
  deleteRecordsBefore(offset: number | 'highWatermark'): Promise<Refusal | { readonly lowWatermark: Offset }>;
  describeProducers(): Refusal | Iterable<ProducerEntry>;
}

/** The settings of a topic that appends and reads obey; replaced as a whole when they change. */
export interface TopicRules {
  readonly maxMessageBytes: number;
  readonly segmentBytes: number;
  readonly compacted: boolean;
  /** Whether `cleanup.policy` has `delete`. */
  readonly deletes: boolean;
  readonly timestampType: 'CreateTime' | 'LogAppendTime';
  readonly timestampBeforeMaxMs: number;
  readonly timestampAfterMaxMs: number;
}

/** A replica that this broker holds, with the rules of its topic. */
export interface HostedPartition {
  readonly replica: ServingReplica;
  readonly rules: TopicRules;
}

/** The replicas that this broker holds. */
export interface ReplicaDirectory {
  /** null when this broker holds no replica of that partition */
  find(topic: string, partition: number): HostedPartition | null;
  /** Every log directory with what lies in it. */
  logDirectories(): readonly LogDirectoryView[];
}

/** One log directory as DescribeLogDirs shows it; sizes in bytes, null when unknown. */
export interface LogDirectoryView {
  readonly path: string;
  readonly isOffline: boolean;
  readonly totalBytes: number | null;
  readonly usableBytes: number | null;
  readonly logs: readonly { readonly topic: string; readonly partition: number; readonly sizeInBytes: number }[];
}

type Asked<Verb extends CoordinatorVerb> = Omit<CoordinatorRequest<Verb>, 'operationId'>;

/**
 * What the coordinator is asked on behalf of clients. Answers come once this broker has applied what was done (and its own
 * replicas serve). A coordinator that cannot be reached is a refusal too (REQUEST_TIMED_OUT).
 */
export interface CoordinatorPort {
  createTopics(request: Asked<'createTopics'>): Promise<CoordinatorReply<'createTopics'>>;
  deleteTopics(request: Asked<'deleteTopics'>): Promise<CoordinatorReply<'deleteTopics'>>;
  createPartitions(request: Asked<'createPartitions'>): Promise<CoordinatorReply<'createPartitions'>>;
  alterConfigs(request: Asked<'alterConfigs'>): Promise<CoordinatorReply<'alterConfigs'>>;
  /** A producer id that nobody had before. */
  allocateProducerId(): Promise<Refusal | ProducerId>;
}

type Asks<A extends AnyApi> = (request: RequestOf<A>, caller: GroupCaller) => Promise<ResponseInputOf<A>>;
type GroupsIn<A extends typeof DescribeGroups | typeof ConsumerGroupDescribe> = ResponseInputOf<A>['groups'];

/**
 * The groups that this broker coordinates; `groups`' GroupCoordinator fits by shape. Group errors are in the answers, also those
 * of a group that another broker coordinates or that is being loaded. What the caller may do was looked at before.
 */
export interface GroupsPort {
  /** The partition of `__consumer_offsets` that a group lives in. */
  partitionOf(groupId: string): number;
  /** Answered when the next generation is complete, which may take minutes. */
  joinGroup: Asks<typeof JoinGroup>;
  syncGroup: Asks<typeof SyncGroup>;
  heartbeat: Asks<typeof Heartbeat>;
  /** The leaving members are in `members`, whatever the version; so are their errors. */
  leaveGroup: Asks<typeof LeaveGroup>;
  consumerGroupHeartbeat: Asks<typeof ConsumerGroupHeartbeat>;
  offsetCommit: Asks<typeof OffsetCommit>;
  offsetDelete: Asks<typeof OffsetDelete>;
  offsetFetch(group: OffsetsWanted, caller: GroupCaller): Promise<FetchedOffsets>;
  /** One entry per id, in order. */
  describeGroups(groupIds: readonly string[]): Promise<GroupsIn<typeof DescribeGroups>>;
  /** One entry per id, in order. */
  consumerGroupDescribe(groupIds: readonly string[]): Promise<GroupsIn<typeof ConsumerGroupDescribe>>;
  /** One entry per id, in order; no id is there twice. */
  deleteGroups(groupIds: readonly string[]): Promise<ResponseInputOf<typeof DeleteGroups>['results']>;
  /** No states or no types: all. */
  listGroups(filter: {
    readonly states: readonly string[];
    readonly types: readonly string[];
  }): Promise<Pick<ResponseInputOf<typeof ListGroups>, 'errorCode' | 'groups'>>;
}

/** How much one principal may ask; answers for how long its connection is muted, in milliseconds, 0 for not at all. */
export interface Quota {
  throttleMs(usage: {
    readonly principal: Principal;
    readonly clientId: string;
    readonly apiKey: number;
    readonly bytes: number;
  }): number;
}

/** Settings as handlers use them. */
export interface SettingsView {
  readonly autoCreateTopicsEnable: boolean;
  readonly deleteTopicEnable: boolean;
  readonly fetchBytesMax: number;
  readonly fetchSessionsMax: number;
  /** Whether groups of the consumer protocol are served. */
  readonly consumerGroupsEnable: boolean;
  /** Longest wait that a fetch gets, whatever it asks for; Infinity for no limit. */
  readonly fetchWaitMsMax: number;
  /** Most partitions in one DescribeTopicPartitions response. */
  readonly describedPartitionsMax: number;
  /** How a topic of that name is created because somebody needs it; Kafka's own topics have settings of their own. */
  newTopic(name: string): NewTopic;
  /** The settings of a topic that exists or would exist with these explicit ones. */
  describeTopic(overrides: ReadonlyMap<string, string>): readonly DescribedSetting[];
  /** The settings of this broker; with `onlyDefaults` the dynamic ones of all brokers. */
  describeBroker(scope: 'this' | 'all'): readonly DescribedSetting[];
}

/** Everything that handlers reach. */
export interface BrokerPorts {
  readonly metadata: MetadataView;
  readonly replicas: ReplicaDirectory;
  readonly coordinator: CoordinatorPort;
  readonly groups: GroupsPort;
  readonly settings: SettingsView;
  readonly authoriser: Authoriser;
  readonly quota: Quota;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly meter: Meter;
}
