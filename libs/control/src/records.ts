import type {
  BrokerEpoch,
  BrokerId,
  LeaderEpoch,
  PartitionEpoch,
  PartitionIndex,
  ProducerId,
  TopicId,
} from '@yak/model';

/** One registration of one broker: what ISR, ELR and leadership are bound to (R15, R16). */
export interface Member {
  readonly brokerId: BrokerId;
  readonly brokerEpoch: BrokerEpoch;
}

/** Who may come back for a partition that has neither ISR nor ELR, and with which log directory (R9). */
export interface LastKnownLeader {
  readonly brokerId: BrokerId;
  readonly directoryId: string;
}

/** The cluster itself. `metadataIncarnation` grows when the store was rebuilt after losing writes (R11). */
export interface ClusterRecord {
  readonly kind: 'cluster';
  /** 22 characters of URL-safe base64, as Kafka's cluster ids. */
  readonly clusterId: string;
  readonly metadataIncarnation: number;
  readonly operationId: string;
}

/** Where clients or other brokers reach a broker. */
export interface BrokerEndpoint {
  readonly listenerName: string;
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
  readonly securityProtocol: string;
}

/** Where HTTP answers on a broker, for people and for the other brokers. */
export interface HttpEndpoint {
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
}

/** What a broker may do: `fenced` from registration until it has caught up, and again after silence. */
export type BrokerState = 'fenced' | 'alive' | 'shutting-down';

/** One broker as registered last. */
export interface BrokerRecord {
  readonly kind: 'broker';
  readonly brokerId: BrokerId;
  readonly brokerEpoch: BrokerEpoch;
  /** Made anew by every start of the broker's process. */
  readonly incarnationId: string;
  readonly directoryIds: readonly string[];
  readonly endpoints: readonly BrokerEndpoint[];
  /** Where its health, journal and explanations are served; null where they are not, or the record is of version 1. */
  readonly httpEndpoint: HttpEndpoint | null;
  readonly rack: string | null;
  readonly state: BrokerState;
  /** Our own counter of the changes of this record, ≥ 0: orders records of one broker epoch. */
  readonly recordEpoch: number;
  readonly operationId: string;
}

/** One topic. Its name may come again, its id never. */
export interface TopicRecord {
  readonly kind: 'topic';
  readonly topicId: TopicId;
  readonly name: string;
  /** ≥ 1; only grows. */
  readonly partitionCount: number;
  readonly operationId: string;
}

/** Reserves a topic name, and every name that collides with it in metrics, for one topic id. */
export interface TopicNameRecord {
  readonly kind: 'topic-name';
  readonly name: string;
  readonly topicId: TopicId;
  readonly operationId: string;
}

/** The one point of truth about who leads a partition (ARCHITECTURE §4). */
export interface PartitionRecord {
  readonly kind: 'partition';
  readonly topicId: TopicId;
  readonly partition: PartitionIndex;
  /** Null between leaders. Never a broker outside the ISR (I-07). */
  readonly leader: Member | null;
  /** Grows with every leader and where a leader is thrown out. */
  readonly leaderEpoch: LeaderEpoch;
  readonly isr: readonly Member[];
  /** Eligible leaders outside of the ISR (KIP-966); disjoint from it. */
  readonly elr: readonly Member[];
  readonly lastKnownLeader: LastKnownLeader | null;
  /** In order of preference; at least one, no repetition. */
  readonly replicas: readonly BrokerId[];
  /** Grows with every change of this record. */
  readonly partitionEpoch: PartitionEpoch;
  /** The leader came from outside of ISR and ELR and has not yet said that it is in order: the ISR stays at one. */
  readonly isRecovering: boolean;
  readonly operationId: string;
}

/** What settings belong to: a topic (by id), one broker (by number), or every broker (`default`). */
export type ConfigResourceType = 'topic' | 'broker';

/** The settings that a person gave to one resource; what is not here has its default. */
export interface ConfigRecord {
  readonly kind: 'config';
  readonly resourceType: ConfigResourceType;
  /** A topic id, a broker id in decimal digits, or `default`. */
  readonly resource: string;
  readonly entries: Readonly<Record<string, string>>;
  /** Our own counter of the changes of this record, ≥ 0. */
  readonly recordEpoch: number;
  readonly operationId: string;
}

/** Which producer ids were never given out: all from `nextProducerId` on. */
export interface ProducerIdsRecord {
  readonly kind: 'producer-ids';
  readonly nextProducerId: ProducerId;
  readonly operationId: string;
}

/** Everything that the metadata store holds, one record per key. */
export type MetadataRecord =
  ClusterRecord | BrokerRecord | TopicRecord | TopicNameRecord | PartitionRecord | ConfigRecord | ProducerIdsRecord;

/** Whether two members are the same registration of the same broker. */
export function sameMember(one: Member | null, other: Member | null): boolean {
  return one === null || other === null
    ? one === other
    : one.brokerId === other.brokerId && one.brokerEpoch === other.brokerEpoch;
}
