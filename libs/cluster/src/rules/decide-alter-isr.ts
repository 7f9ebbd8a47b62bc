import { type BrokerRecord, type IsrChange, type Member, type PartitionRecord, sameMember } from '@yak/control';
import { type BrokerId, ErrorCode, refusal, type Refusal } from '@yak/model';
import { includesMember, isrSizeMin, nextPartitionEpoch } from './membership';

/** What the coordinator knows when a leader proposes an ISR. */
export interface AlterIsrFacts {
  readonly sender: Member;
  readonly record: PartitionRecord | null;
  readonly brokerOf: (id: BrokerId) => BrokerRecord | null;
  readonly minInSyncReplicas: number;
  readonly operationId: string;
}

/** A change that holds: the record to write. */
export interface AlteredIsr {
  readonly kind: 'altered';
  readonly record: PartitionRecord;
}

/**
 * Whether a leader's ISR change holds (R1, R8, R16), checked in the order of RELIABILITY §2.2.
 * Source: KIP-497, KIP-841, KIP-903; Kafka ReplicationControlManager.validateAlterPartitionData.
 * @returns Refusal, in this order: UNKNOWN_TOPIC_OR_PARTITION, NOT_CONTROLLER for epochs from the future,
 *   FENCED_LEADER_EPOCH, INVALID_REQUEST from anyone but the leader, INVALID_UPDATE_VERSION, INVALID_REQUEST for an ISR that
 *   cannot be, INELIGIBLE_REPLICA for a member that does not live or is another registration
 */
export function decideAlterIsr(change: IsrChange, facts: AlterIsrFacts): AlteredIsr | Refusal {
  const { record } = facts;
  if (record === null) return refusal(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
  const fault =
    faultOfSender(change, record, facts.sender) ?? faultOfIsr(change, record) ?? faultOfMembers(change, facts);
  if (fault !== null) return fault;
  const leavers = record.isr.filter((member) => !includesMember(change.isr, member));
  const isShort = change.isr.length < isrSizeMin(record, facts.minInSyncReplicas);
  const eligible = isShort ? [...record.elr, ...leavers] : [];
  return {
    kind: 'altered',
    record: {
      ...record,
      isr: change.isr,
      elr: eligible.filter((member) => !change.isr.some((other) => other.brokerId === member.brokerId)),
      isRecovering: change.isRecovering,
      partitionEpoch: nextPartitionEpoch(record.partitionEpoch),
      operationId: facts.operationId,
    },
  };
}

function faultOfSender(change: IsrChange, record: PartitionRecord, sender: Member): Refusal | null {
  if (change.leaderEpoch > record.leaderEpoch || change.partitionEpoch > record.partitionEpoch) {
    return refusal(ErrorCode.NOT_CONTROLLER, 'the change was computed from a record that is not known here yet');
  }
  if (change.leaderEpoch < record.leaderEpoch)
    return refusal(ErrorCode.FENCED_LEADER_EPOCH, `the leader epoch is ${record.leaderEpoch} by now`);
  if (!sameMember(record.leader, sender))
    return refusal(ErrorCode.INVALID_REQUEST, `broker ${sender.brokerId} does not lead`);
  if (change.partitionEpoch < record.partitionEpoch)
    return refusal(ErrorCode.INVALID_UPDATE_VERSION, `the partition epoch is ${record.partitionEpoch} by now`);
  return null;
}

function faultOfIsr(change: IsrChange, record: PartitionRecord): Refusal | null {
  const ids = change.isr.map((member) => member.brokerId);
  if (new Set(ids).size !== ids.length) return refusal(ErrorCode.INVALID_REQUEST, 'a broker is in the ISR twice');
  if (!ids.every((id) => record.replicas.includes(id)))
    return refusal(ErrorCode.INVALID_REQUEST, 'a broker of the ISR is no replica');
  if (record.leader === null || !includesMember(change.isr, record.leader))
    return refusal(ErrorCode.INVALID_REQUEST, 'the leader is not in the ISR');
  if (change.isRecovering && !record.isRecovering)
    return refusal(ErrorCode.INVALID_REQUEST, 'a partition does not go back to recovering');
  if (change.isRecovering && change.isr.length > 1)
    return refusal(ErrorCode.INVALID_REQUEST, 'a recovering partition has its leader alone in the ISR');
  return null;
}

function faultOfMembers(change: IsrChange, facts: AlterIsrFacts): Refusal | null {
  for (const member of change.isr) {
    if (sameMember(member, facts.sender)) continue;
    const broker = facts.brokerOf(member.brokerId);
    if (broker?.brokerEpoch !== member.brokerEpoch)
      return refusal(ErrorCode.INELIGIBLE_REPLICA, `broker ${member.brokerId} is registered anew`);
    if (broker.state !== 'alive')
      return refusal(ErrorCode.INELIGIBLE_REPLICA, `broker ${member.brokerId} is ${broker.state}`);
  }
  return null;
}
