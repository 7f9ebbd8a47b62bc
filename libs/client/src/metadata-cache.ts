import type { Clock } from '@yak/base';
import { ErrorCode, type TopicId } from '@yak/model';
import { Metadata, type ResponseOf } from '@yak/protocol';
import type { BrokerPool } from './broker-pool';
import { KafkaError } from './kafka-error';
import { bestVersion } from './version-choice';

/** One partition as metadata describes it. */
export interface PartitionDescription {
  readonly partition: number;
  /** Null: none at the moment. */
  readonly leaderId: number | null;
  /** Null where the broker does not say. */
  readonly leaderEpoch: number | null;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  readonly offlineReplicas: readonly number[];
}

/** One topic as metadata describes it. */
export interface TopicDescription {
  readonly name: string;
  /** All zeros where the broker does not say. */
  readonly topicId: TopicId;
  readonly isInternal: boolean;
  /** By partition index, ascending. */
  readonly partitions: readonly PartitionDescription[];
}

/** The cluster as metadata describes it. */
export interface ClusterDescription {
  readonly clusterId: string | null;
  readonly controllerId: number | null;
  readonly brokers: readonly {
    readonly brokerId: number;
    readonly host: string;
    readonly port: number;
    readonly rack: string | null;
  }[];
  readonly topics: readonly TopicDescription[];
  /** Topics that were asked for and could not be described. */
  readonly faults: readonly { readonly topic: string; readonly error: KafkaError }[];
}

type MetadataResponse = ResponseOf<typeof Metadata>;

/** Topics kept at most; the oldest asked leave first. */
const TOPICS_MAX = 10_000;

/** Asks for metadata and remembers it until it is too old or proven wrong. */
export class MetadataCache {
  readonly #topics = new Map<string, { readonly description: TopicDescription; readonly askedAtMs: number }>();
  readonly #asking = new Map<string, Promise<TopicDescription>>();
  #controllerId: number | null = null;

  constructor(
    private readonly around: { readonly pool: BrokerPool; readonly clock: Clock; readonly maxAgeMs: number },
  ) {}

  /** The controller as last named; null: unknown. */
  get controllerId(): number | null {
    return this.#controllerId;
  }

  /**
   * Asks now.
   * @param topics null: all; empty: none, only the brokers
   * @param options.isCreating whether the broker may create missing topics
   */
  async refresh(
    topics: readonly string[] | null,
    options: { readonly isCreating?: boolean } = {},
  ): Promise<ClusterDescription> {
    const connection = await this.around.pool.toAny();
    const version = bestVersion(Metadata, connection.versions);
    const response = await connection.request(Metadata, version, {
      // Version 0 has no null: there an empty list asks for all.
      topics: topics === null ? (version === 0 ? [] : null) : topics.map((name) => ({ name })),
      allowAutoTopicCreation: options.isCreating ?? false,
    });
    const cluster = describeCluster(response);
    this.around.pool.learn(cluster.brokers);
    this.#controllerId = cluster.controllerId;
    for (const topic of cluster.topics) this.remember(topic);
    for (const { topic } of cluster.faults) this.#topics.delete(topic);
    return cluster;
  }

  /** One topic, from memory if it is young enough. Rejects with KafkaError, e.g. UNKNOWN_TOPIC_OR_PARTITION. */
  topic(name: string, options: { readonly isCreating?: boolean } = {}): Promise<TopicDescription> {
    const known = this.known(name);
    if (known !== null) return Promise.resolve(known);
    const asking = this.#asking.get(name);
    if (asking !== undefined) return asking;
    const answer = this.ask(name, options).finally(() => {
      this.#asking.delete(name);
    });
    this.#asking.set(name, answer);
    return answer;
  }

  /** What is remembered of a topic and young enough; null otherwise. */
  known(name: string): TopicDescription | null {
    const entry = this.#topics.get(name);
    if (entry === undefined) return null;
    return this.around.clock.monotonicMs() - entry.askedAtMs < this.around.maxAgeMs ? entry.description : null;
  }

  /** What is remembered turned out wrong: ask again next time. */
  forget(name: string): void {
    this.#topics.delete(name);
  }

  /** The leader of a partition. Rejects with LEADER_NOT_AVAILABLE or UNKNOWN_TOPIC_OR_PARTITION. */
  async leaderOf(
    name: string,
    partition: number,
  ): Promise<{ readonly brokerId: number; readonly leaderEpoch: number | null; readonly topicId: TopicId }> {
    const topic = await this.topic(name);
    const described = topic.partitions[partition];
    if (described?.partition !== partition)
      throw new KafkaError(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, `${name} has no partition ${partition}`);
    if (described.leaderId !== null)
      return { brokerId: described.leaderId, leaderEpoch: described.leaderEpoch, topicId: topic.topicId };
    this.forget(name);
    throw new KafkaError(ErrorCode.LEADER_NOT_AVAILABLE, `${name}-${partition} has no leader at the moment`);
  }

  private async ask(name: string, options: { readonly isCreating?: boolean }): Promise<TopicDescription> {
    const cluster = await this.refresh([name], options);
    const fault = cluster.faults[0];
    if (fault !== undefined) throw fault.error;
    const topic = cluster.topics[0];
    if (topic === undefined) throw new KafkaError(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, name);
    return topic;
  }

  private remember(topic: TopicDescription): void {
    this.#topics.delete(topic.name);
    this.#topics.set(topic.name, { description: topic, askedAtMs: this.around.clock.monotonicMs() });
    if (this.#topics.size <= TOPICS_MAX) return;
    for (const oldest of this.#topics.keys()) {
      this.#topics.delete(oldest);
      return;
    }
  }
}

const presentOrNull = (value: number): number | null => (value < 0 ? null : value);

function describeCluster(response: MetadataResponse): ClusterDescription {
  const named = response.topics.filter((topic) => topic.name !== null);
  return {
    clusterId: response.clusterId,
    controllerId: presentOrNull(response.controllerId),
    brokers: response.brokers.map(({ nodeId, host, port, rack }) => ({ brokerId: nodeId, host, port, rack })),
    topics: named.filter((topic) => topic.errorCode === ErrorCode.NONE).map(describeTopic),
    faults: named
      .filter((topic) => topic.errorCode !== ErrorCode.NONE)
      .map((topic) => ({ topic: topic.name ?? '', error: new KafkaError(topic.errorCode, topic.name) })),
  };
}

function describeTopic(topic: MetadataResponse['topics'][number]): TopicDescription {
  const partitions = topic.partitions.map((partition) => ({
    partition: partition.partitionIndex,
    leaderId: presentOrNull(partition.leaderId),
    leaderEpoch: presentOrNull(partition.leaderEpoch),
    replicas: partition.replicaNodes,
    isr: partition.isrNodes,
    offlineReplicas: partition.offlineReplicas,
  }));
  partitions.sort((one, other) => one.partition - other.partition);
  return { name: topic.name ?? '', topicId: topic.topicId, isInternal: topic.isInternal, partitions };
}
