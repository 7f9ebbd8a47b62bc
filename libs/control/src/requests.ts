import type {
  BrokerEpoch,
  BrokerId,
  LeaderEpoch,
  Offset,
  PartitionEpoch,
  PartitionIndex,
  ProducerId,
  Refusal,
  TopicId,
} from '@yak/model';
import type { BrokerEndpoint, ConfigResourceType, HttpEndpoint, Member } from './records';

/** "I am here": the first thing a broker says, and again after every restart. */
export interface RegisterRequest {
  readonly operationId: string;
  readonly brokerId: BrokerId;
  /** Made anew by every start; tells a retry from a second process with the same broker id. */
  readonly incarnationId: string;
  /** What the log directory remembers; null on a disk that was never used. */
  readonly clusterId: string | null;
  readonly directoryIds: readonly string[];
  readonly endpoints: readonly BrokerEndpoint[];
  /** null: this broker serves no HTTP. */
  readonly httpEndpoint: HttpEndpoint | null;
  readonly rack: string | null;
  /** What the clean-shutdown file says; null after a crash (R7). */
  readonly cleanShutdown: { readonly brokerEpoch: BrokerEpoch; readonly directoryId: string } | null;
}

/** The broker's new epoch, and the metadata position that it applies before it does anything (R15). */
export interface RegisterReply {
  readonly kind: 'registered';
  readonly clusterId: string;
  readonly brokerEpoch: BrokerEpoch;
  /** Store revision, the start-up gate's position. */
  readonly revision: number;
}

/** A sign of life. */
export interface HeartbeatRequest {
  readonly brokerId: BrokerId;
  readonly brokerEpoch: BrokerEpoch;
  /** Newest store revision that this broker has applied. */
  readonly appliedRevision: number;
}

/** What the coordinator thinks of the broker. */
export interface HeartbeatReply {
  readonly kind: 'heard';
  /** False once the broker may serve. */
  readonly isFenced: boolean;
}

/** One replica's wish to lead. */
export interface Claim {
  readonly topicId: TopicId;
  readonly partition: PartitionIndex;
  /** The leader epoch of the record that the claim answers; a newer record makes the claim void. */
  readonly leaderEpoch: LeaderEpoch;
  readonly logEndOffset: Offset;
  /** Epoch of the last batch; null in an empty log. */
  readonly lastEpoch: LeaderEpoch | null;
  /** As checkpointed. */
  readonly highWatermark: Offset;
  /** Where the log lies; R9 compares it. */
  readonly directoryId: string;
}

/** Claims of one broker, many partitions a message. */
export interface ClaimRequest {
  readonly operationId: string;
  readonly brokerId: BrokerId;
  readonly brokerEpoch: BrokerEpoch;
  readonly claims: readonly Claim[];
}

/** Granted claims appear in the metadata feed as well; the feed is what replicas obey. */
export type ClaimOutcome =
  { readonly kind: 'granted'; readonly leaderEpoch: LeaderEpoch; readonly partitionEpoch: PartitionEpoch } | Refusal;

/** One outcome per claim, in the order of the request. */
export interface ClaimReply {
  readonly kind: 'claimed';
  readonly outcomes: readonly ClaimOutcome[];
}

/** The ISR that a leader proposes for one partition. */
export interface IsrChange {
  readonly topicId: TopicId;
  readonly partition: PartitionIndex;
  readonly leaderEpoch: LeaderEpoch;
  /** Of the record that the change was computed from (R1). */
  readonly partitionEpoch: PartitionEpoch;
  readonly isr: readonly Member[];
  /** False ends recovery; true only while the record says so. */
  readonly isRecovering: boolean;
}

/** ISR changes of one leader broker, many partitions a message. */
export interface AlterIsrRequest {
  readonly operationId: string;
  readonly brokerId: BrokerId;
  readonly brokerEpoch: BrokerEpoch;
  readonly changes: readonly IsrChange[];
}

/** The committed state after the change. */
export type IsrOutcome =
  | {
      readonly kind: 'altered';
      readonly leaderEpoch: LeaderEpoch;
      readonly partitionEpoch: PartitionEpoch;
      readonly isr: readonly Member[];
      readonly isRecovering: boolean;
    }
  | Refusal;

/** One outcome per change, in the order of the request. */
export interface AlterIsrReply {
  readonly kind: 'isr-altered';
  readonly outcomes: readonly IsrOutcome[];
}

/** A topic as someone asks for it. */
export interface NewTopic {
  readonly name: string;
  /** Null: the broker default `num.partitions`. */
  readonly partitionCount: number | null;
  /** Null: the broker default `default.replication.factor`. */
  readonly replicationFactor: number | null;
  /** Broker ids per partition; null: the coordinator places. Both numbers above are null then. */
  readonly assignments: readonly { readonly partition: number; readonly brokerIds: readonly number[] }[] | null;
  /** A null value is refused, as by Kafka. */
  readonly configs: readonly { readonly name: string; readonly value: string | null }[];
}

/** Creates topics; each stands or falls alone. */
export interface CreateTopicsRequest {
  readonly operationId: string;
  /** How long to wait for leaders; after it REQUEST_TIMED_OUT, though the topic exists. */
  readonly timeoutMs: number;
  readonly validateOnly: boolean;
  readonly topics: readonly NewTopic[];
}

/** What was created, or would be. With validateOnly the id means nothing. */
export type CreatedTopicOutcome =
  | {
      readonly kind: 'created';
      readonly topicId: TopicId;
      readonly partitionCount: number;
      readonly replicationFactor: number;
      readonly configs: Readonly<Record<string, string>>;
    }
  | Refusal;

/** One outcome per topic, in the order of the request. */
export interface CreateTopicsReply {
  readonly kind: 'topics-created';
  /** Store revision after which all of this is in the feed. */
  readonly revision: number;
  readonly outcomes: readonly CreatedTopicOutcome[];
}

/** A topic by name or by id. */
export type TopicReference = { readonly name: string } | { readonly topicId: TopicId };

/** Deletes topics with everything in them. */
export interface DeleteTopicsRequest {
  readonly operationId: string;
  readonly timeoutMs: number;
  readonly topics: readonly TopicReference[];
}

/** Name and id of what is gone. */
export type DeletedTopicOutcome =
  { readonly kind: 'deleted'; readonly topicId: TopicId; readonly name: string } | Refusal;

/** One outcome per topic, in the order of the request. */
export interface DeleteTopicsReply {
  readonly kind: 'topics-deleted';
  readonly revision: number;
  readonly outcomes: readonly DeletedTopicOutcome[];
}

/** A topic that shall have more partitions. */
export interface PartitionGrowth {
  readonly name: string;
  /** How many there are afterwards. */
  readonly count: number;
  /** Broker ids of each added partition; null: the coordinator places. */
  readonly assignments: readonly (readonly number[])[] | null;
}

/** Adds partitions; each topic stands or falls alone. */
export interface CreatePartitionsRequest {
  readonly operationId: string;
  readonly timeoutMs: number;
  readonly validateOnly: boolean;
  readonly topics: readonly PartitionGrowth[];
}

/** How many partitions the topic has now. */
export type PartitionGrowthOutcome =
  { readonly kind: 'grown'; readonly topicId: TopicId; readonly partitionCount: number } | Refusal;

/** One outcome per topic, in the order of the request. */
export interface CreatePartitionsReply {
  readonly kind: 'partitions-created';
  readonly revision: number;
  readonly outcomes: readonly PartitionGrowthOutcome[];
}

/** What to do with one setting. `append` and `subtract` are for lists only. */
export interface ConfigOperation {
  readonly name: string;
  readonly operation: 'set' | 'delete' | 'append' | 'subtract';
  /** Null only with `delete`. */
  readonly value: string | null;
}

/** The settings of one resource; applied whole or not at all. */
export interface ConfigAlteration {
  readonly resourceType: ConfigResourceType;
  /** A topic's name, a broker's id in decimal digits, or the empty text for every broker. */
  readonly resourceName: string;
  readonly operations: readonly ConfigOperation[];
}

/** `incremental` changes what is named; `full` replaces the whole set (AlterConfigs): its operations are all `set`. */
export interface AlterConfigsRequest {
  readonly operationId: string;
  readonly mode: 'incremental' | 'full';
  readonly validateOnly: boolean;
  readonly resources: readonly ConfigAlteration[];
}

/** Whether the resource took the change. */
export type ConfigOutcome = { readonly kind: 'altered' } | Refusal;

/** One outcome per resource, in the order of the request. */
export interface AlterConfigsReply {
  readonly kind: 'configs-altered';
  readonly revision: number;
  readonly outcomes: readonly ConfigOutcome[];
}

/** Asks for a block of producer ids. */
export interface AllocateProducerIdsRequest {
  readonly operationId: string;
  readonly brokerId: BrokerId;
  readonly brokerEpoch: BrokerEpoch;
}

/** `count` ids from `firstProducerId` on, never given out before or again. */
export interface AllocateProducerIdsReply {
  readonly kind: 'producer-ids';
  readonly firstProducerId: ProducerId;
  readonly count: number;
}

/** "I want to go": leaderships move first, where somebody can take them. */
export interface ControlledShutdownRequest {
  readonly operationId: string;
  readonly brokerId: BrokerId;
  readonly brokerEpoch: BrokerEpoch;
}

/** True once nothing that another broker could lead is led by this one. */
export interface ControlledShutdownReply {
  readonly kind: 'shutdown';
  readonly mayShutDown: boolean;
}

/** Every verb that a broker may say to the coordinator, with what it asks and what comes back beside a Refusal. */
export interface CoordinatorExchanges {
  readonly register: { readonly request: RegisterRequest; readonly reply: RegisterReply | Refusal };
  readonly heartbeat: { readonly request: HeartbeatRequest; readonly reply: HeartbeatReply | Refusal };
  readonly claim: { readonly request: ClaimRequest; readonly reply: ClaimReply | Refusal };
  readonly alterIsr: { readonly request: AlterIsrRequest; readonly reply: AlterIsrReply | Refusal };
  readonly createTopics: { readonly request: CreateTopicsRequest; readonly reply: CreateTopicsReply | Refusal };
  readonly deleteTopics: { readonly request: DeleteTopicsRequest; readonly reply: DeleteTopicsReply | Refusal };
  readonly createPartitions: {
    readonly request: CreatePartitionsRequest;
    readonly reply: CreatePartitionsReply | Refusal;
  };
  readonly alterConfigs: { readonly request: AlterConfigsRequest; readonly reply: AlterConfigsReply | Refusal };
  readonly allocateProducerIds: {
    readonly request: AllocateProducerIdsRequest;
    readonly reply: AllocateProducerIdsReply | Refusal;
  };
  readonly controlledShutdown: {
    readonly request: ControlledShutdownRequest;
    readonly reply: ControlledShutdownReply | Refusal;
  };
}

/** A verb of the coordinator. */
export type CoordinatorVerb = keyof CoordinatorExchanges;
/** What a verb asks. */
export type CoordinatorRequest<Verb extends CoordinatorVerb> = CoordinatorExchanges[Verb]['request'];
/** What a verb gets: its reply, or a Refusal. */
export type CoordinatorReply<Verb extends CoordinatorVerb> = CoordinatorExchanges[Verb]['reply'];
/** Who answers: one function per verb. */
export type CoordinatorDuties = {
  readonly [Verb in CoordinatorVerb]: (request: CoordinatorRequest<Verb>) => Promise<CoordinatorReply<Verb>>;
};
