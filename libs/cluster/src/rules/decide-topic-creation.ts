import type { BrokerRecord, ConfigRecord, NewTopic, PartitionRecord, TopicNameRecord, TopicRecord } from '@yak/control';
import { type BrokerId, ErrorCode, isRefusal, refusal, type Refusal, type TopicId, topicNameFault } from '@yak/model';
import { type BrokerSettings, checkTopicOverrides, isTopicSettingName } from '@yak/settings';
import { checkAssignment, faultOfPartitionCount, newPartitions, placeable } from './new-partitions';
import { placePartitions } from './place-partitions';

/** Kafka's own metadata topic, which is no topic here and may not become one. */
const FORBIDDEN_NAME = '__cluster_metadata';

/** What the coordinator knows when a topic is to be created. */
export interface TopicCreationFacts {
  /** Who holds the name, or one that collides with it; null: nobody. */
  readonly nameHolder: TopicNameRecord | null;
  /** The same name stands elsewhere in the request. */
  readonly isRepeated: boolean;
  readonly brokers: readonly BrokerRecord[];
  readonly settings: BrokerSettings;
  /** Drawn for this topic. */
  readonly topicId: TopicId;
  /** Random integer ≥ 0: where placement starts. */
  readonly placementStart: number;
  readonly operationId: string;
}

/** Everything that is written for a new topic, in one unit. */
export interface TopicCreation {
  readonly kind: 'creation';
  readonly topic: TopicRecord;
  readonly reservation: TopicNameRecord;
  readonly partitions: readonly PartitionRecord[];
  /** Null where the topic has no settings of its own. */
  readonly config: ConfigRecord | null;
  readonly replicationFactor: number;
}

/**
 * Whether a topic may be created, and as what. Source: Kafka ReplicationControlManager.createTopic.
 * @returns Refusal, in this order: INVALID_REQUEST for a repeated or forbidden name, INVALID_TOPIC_EXCEPTION for an illegal or
 *   colliding name, TOPIC_ALREADY_EXISTS, INVALID_CONFIG, INVALID_REQUEST for numbers beside assignments,
 *   INVALID_REPLICA_ASSIGNMENT, INVALID_PARTITIONS, INVALID_REPLICATION_FACTOR, POLICY_VIOLATION
 */
export function decideTopicCreation(topic: NewTopic, facts: TopicCreationFacts): TopicCreation | Refusal {
  const nameFault = faultOfName(topic.name, facts);
  if (nameFault !== null) return nameFault;
  const entries = configEntries(topic, facts.settings);
  if (isRefusal(entries)) return entries;
  const placement =
    topic.assignments === null || topic.assignments.length === 0 ? place(topic, facts) : assigned(topic, facts);
  if (isRefusal(placement)) return placement;
  const { topicId, operationId, brokers } = facts;
  const hasConfig = Object.keys(entries).length > 0;
  return {
    kind: 'creation',
    topic: { kind: 'topic', topicId, name: topic.name, partitionCount: placement.length, operationId },
    reservation: { kind: 'topic-name', name: topic.name, topicId, operationId },
    partitions: newPartitions(placement, { topicId, first: 0, brokers, operationId }),
    config: hasConfig
      ? { kind: 'config', resourceType: 'topic', resource: topicId, entries, recordEpoch: 0, operationId }
      : null,
    replicationFactor: placement[0]?.length ?? 0,
  };
}

function faultOfName(name: string, facts: TopicCreationFacts): Refusal | null {
  if (facts.isRepeated) return refusal(ErrorCode.INVALID_REQUEST, `topic ${name} stands in the request more than once`);
  if (name === FORBIDDEN_NAME) return refusal(ErrorCode.INVALID_REQUEST, `${FORBIDDEN_NAME} cannot be created`);
  const fault = topicNameFault(name);
  if (fault !== null) return refusal(ErrorCode.INVALID_TOPIC_EXCEPTION, fault);
  if (facts.nameHolder === null) return null;
  if (facts.nameHolder.name === name) return refusal(ErrorCode.TOPIC_ALREADY_EXISTS, `topic ${name} exists`);
  return refusal(
    ErrorCode.INVALID_TOPIC_EXCEPTION,
    `topic ${name} collides with ${facts.nameHolder.name}: "." and "_" are one in metrics`,
  );
}

/** The topic's own settings; those that Kafka has removed are dropped. */
function configEntries(topic: NewTopic, settings: BrokerSettings): Readonly<Record<string, string>> | Refusal {
  const overrides = new Map<string, string>();
  for (const { name, value } of topic.configs) {
    if (value === null) return refusal(ErrorCode.INVALID_CONFIG, `${name}: null is not a value`);
    overrides.set(name, value);
  }
  const fault = checkTopicOverrides(overrides, settings);
  return fault ?? Object.fromEntries([...overrides].filter(([name]) => isTopicSettingName(name)));
}

function place(topic: NewTopic, facts: TopicCreationFacts): readonly (readonly BrokerId[])[] | Refusal {
  const partitionCount = topic.partitionCount ?? facts.settings.value('num.partitions');
  const replicationFactor = topic.replicationFactor ?? facts.settings.value('default.replication.factor');
  if (partitionCount < 1)
    return refusal(ErrorCode.INVALID_PARTITIONS, `a topic has at least one partition, not ${partitionCount}`);
  if (replicationFactor < 1)
    return refusal(
      ErrorCode.INVALID_REPLICATION_FACTOR,
      `a partition has at least one replica, not ${replicationFactor}`,
    );
  const fault = faultOfPartitionCount(partitionCount);
  if (fault !== null) return fault;
  return placePartitions({
    brokers: placeable(facts.brokers),
    partitionCount,
    replicationFactor,
    start: facts.placementStart,
  });
}

function assigned(topic: NewTopic, facts: TopicCreationFacts): readonly (readonly BrokerId[])[] | Refusal {
  if (topic.partitionCount !== null || topic.replicationFactor !== null) {
    return refusal(
      ErrorCode.INVALID_REQUEST,
      'beside assignments neither a number of partitions nor of replicas is given',
    );
  }
  const assignments = [...(topic.assignments ?? [])].sort((one, other) => one.partition - other.partition);
  const fault = faultOfPartitionCount(assignments.length);
  if (fault !== null) return fault;
  const replicationFactor = assignments[0]?.brokerIds.length ?? 0;
  const placement: (readonly BrokerId[])[] = [];
  for (const [index, assignment] of assignments.entries()) {
    if (assignment.partition !== index)
      return refusal(ErrorCode.INVALID_REPLICA_ASSIGNMENT, 'assigned partitions are numbered from 0 without a gap');
    const replicas = checkAssignment(assignment.brokerIds, {
      brokers: facts.brokers,
      replicationFactor: index === 0 ? null : replicationFactor,
    });
    if (isRefusal(replicas)) return replicas;
    placement.push(replicas);
  }
  return placement;
}
