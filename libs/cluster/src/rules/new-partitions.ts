import { type BrokerRecord, type Member, type PartitionRecord } from '@yak/control';
import {
  brokerId,
  type BrokerId,
  ErrorCode,
  leaderEpoch,
  partitionEpoch,
  partitionIndex,
  refusal,
  type Refusal,
  type TopicId,
} from '@yak/model';
import type { PlaceableBroker } from './place-partitions';

/** New partitions that are written in one request at most. Source: Kafka ReplicationControlManager.MAX_PARTITIONS_PER_BATCH. */
export const NEW_PARTITIONS_MAX = 10_000;

/** POLICY_VIOLATION where one request asks for more new partitions than that; else null. */
export function faultOfPartitionCount(partitionCount: number): Refusal | null {
  if (partitionCount <= NEW_PARTITIONS_MAX) return null;
  return refusal(
    ErrorCode.POLICY_VIOLATION,
    `one request creates at most ${NEW_PARTITIONS_MAX} partitions, not ${partitionCount}`,
  );
}

/** Brokers as placement sees them. */
export function placeable(brokers: readonly BrokerRecord[]): readonly PlaceableBroker[] {
  return brokers.map(({ brokerId: id, rack, state }) => ({ brokerId: id, rack, isAlive: state === 'alive' }));
}

/**
 * Whether a person may place one partition like this; the branded ids if so.
 * @returns Refusal INVALID_REPLICA_ASSIGNMENT for none, repeated or unknown brokers, another number of them than
 *   `replicationFactor` (null: any), or none that is alive
 */
export function checkAssignment(
  ids: readonly number[],
  facts: { readonly brokers: readonly BrokerRecord[]; readonly replicationFactor: number | null },
): readonly BrokerId[] | Refusal {
  const fault = (detail: string): Refusal => refusal(ErrorCode.INVALID_REPLICA_ASSIGNMENT, detail);
  if (ids.length === 0) return fault('a partition has at least one replica');
  if (new Set(ids).size !== ids.length) return fault(`a broker is named twice: ${ids.join(', ')}`);
  if (facts.replicationFactor !== null && ids.length !== facts.replicationFactor) {
    return fault(`every partition of a topic has ${facts.replicationFactor} replicas, not ${ids.length}`);
  }
  const named = ids.map((id) => facts.brokers.find((broker) => broker.brokerId === id));
  const unknown = ids.find((_, index) => named[index] === undefined);
  if (unknown !== undefined) return fault(`broker ${unknown} is not registered`);
  if (!named.some((broker) => broker?.state === 'alive'))
    return fault(`none of the brokers ${ids.join(', ')} is alive`);
  return ids.map((id) => brokerId(id));
}

/** Records of new partitions from index `first` on: nobody leads, the living replicas are the ISR, and one of them will claim. */
export function newPartitions(
  placement: readonly (readonly BrokerId[])[],
  facts: {
    readonly topicId: TopicId;
    readonly first: number;
    readonly brokers: readonly BrokerRecord[];
    readonly operationId: string;
  },
): readonly PartitionRecord[] {
  const members = new Map<BrokerId, Member>();
  for (const broker of facts.brokers) {
    if (broker.state === 'alive')
      members.set(broker.brokerId, { brokerId: broker.brokerId, brokerEpoch: broker.brokerEpoch });
  }
  return placement.map((replicas, index) => ({
    kind: 'partition',
    topicId: facts.topicId,
    partition: partitionIndex(facts.first + index),
    leader: null,
    leaderEpoch: leaderEpoch(0),
    isr: replicas.flatMap((id) => members.get(id) ?? []),
    elr: [],
    lastKnownLeader: null,
    replicas,
    partitionEpoch: partitionEpoch(0),
    isRecovering: false,
    operationId: facts.operationId,
  }));
}
