import type { BrokerRecord, PartitionGrowth, PartitionRecord, TopicRecord } from '@yak/control';
import { type BrokerId, ErrorCode, isRefusal, refusal, type Refusal, type TopicId } from '@yak/model';
import { checkAssignment, faultOfPartitionCount, newPartitions, placeable } from './new-partitions';
import { placePartitions } from './place-partitions';

/** What the coordinator knows when a topic is to grow. */
export interface PartitionGrowthFacts {
  /** Null: there is no such topic. */
  readonly topic: {
    readonly topicId: TopicId;
    readonly name: string;
    readonly partitionCount: number;
    readonly replicationFactor: number;
  } | null;
  /** The same name stands elsewhere in the request. */
  readonly isRepeated: boolean;
  readonly brokers: readonly BrokerRecord[];
  /** Random integer ≥ 0: where placement starts. */
  readonly placementStart: number;
  readonly operationId: string;
}

/** The topic's new record and its new partitions, written in one unit. */
export interface GrownTopic {
  readonly kind: 'growth';
  readonly topic: TopicRecord;
  readonly partitions: readonly PartitionRecord[];
}

/**
 * Whether a topic may get more partitions. Source: Kafka ReplicationControlManager.createPartitions.
 * @returns Refusal, in this order: INVALID_REQUEST for a repeated name, UNKNOWN_TOPIC_OR_PARTITION, INVALID_PARTITIONS unless
 *   the count grows, POLICY_VIOLATION, INVALID_REPLICA_ASSIGNMENT, INVALID_REPLICATION_FACTOR
 */
export function decidePartitionGrowth(growth: PartitionGrowth, facts: PartitionGrowthFacts): GrownTopic | Refusal {
  const { topic, operationId, brokers } = facts;
  if (facts.isRepeated)
    return refusal(ErrorCode.INVALID_REQUEST, `topic ${growth.name} stands in the request more than once`);
  if (topic === null) return refusal(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, `there is no topic ${growth.name}`);
  if (growth.count <= topic.partitionCount) {
    return refusal(
      ErrorCode.INVALID_PARTITIONS,
      `topic ${topic.name} has ${topic.partitionCount} partitions; ${growth.count} is no growth`,
    );
  }
  const fault = faultOfPartitionCount(growth.count - topic.partitionCount);
  if (fault !== null) return fault;
  const placement =
    growth.assignments === null ? place(growth.count - topic.partitionCount, facts) : assigned(growth, facts);
  if (isRefusal(placement)) return placement;
  const { topicId, name } = topic;
  return {
    kind: 'growth',
    topic: { kind: 'topic', topicId, name, partitionCount: growth.count, operationId },
    partitions: newPartitions(placement, { topicId, first: topic.partitionCount, brokers, operationId }),
  };
}

function place(partitionCount: number, facts: PartitionGrowthFacts): readonly (readonly BrokerId[])[] | Refusal {
  const replicationFactor = facts.topic?.replicationFactor ?? 1;
  return placePartitions({
    brokers: placeable(facts.brokers),
    partitionCount,
    replicationFactor,
    start: facts.placementStart,
  });
}

function assigned(growth: PartitionGrowth, facts: PartitionGrowthFacts): readonly (readonly BrokerId[])[] | Refusal {
  const assignments = growth.assignments ?? [];
  const added = growth.count - (facts.topic?.partitionCount ?? 0);
  if (assignments.length !== added) {
    return refusal(
      ErrorCode.INVALID_REPLICA_ASSIGNMENT,
      `${added} partitions are added, ${assignments.length} are assigned`,
    );
  }
  const placement: (readonly BrokerId[])[] = [];
  for (const ids of assignments) {
    const replicas = checkAssignment(ids, {
      brokers: facts.brokers,
      replicationFactor: facts.topic?.replicationFactor ?? null,
    });
    if (isRefusal(replicas)) return replicas;
    placement.push(replicas);
  }
  return placement;
}
