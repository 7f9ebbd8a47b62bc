import { type BrokerRecord, type Claim, type Member, type PartitionRecord, sameMember } from '@yak/control';
import { ErrorCode, refusal, type Refusal } from '@yak/model';
import { includesMember, nextLeaderEpoch, nextPartitionEpoch } from './membership';

/** What the coordinator knows when a replica claims a partition. */
export interface ClaimFacts {
  readonly claimant: Member;
  readonly record: PartitionRecord | null;
  /** The claimant as registered; null: never. */
  readonly broker: BrokerRecord | null;
  /** `unclean.leader.election.enable` of the topic. */
  readonly isUncleanElectionEnabled: boolean;
  readonly operationId: string;
}

/** From where the leader came; the last two lose nothing only by luck or by an operator's word, and are counted. */
export type ElectionSource = 'isr' | 'elr' | 'last-known-leader' | 'unclean';

/** A claim that holds: the record to write. */
export interface GrantedClaim {
  readonly kind: 'granted';
  readonly record: PartitionRecord;
  readonly source: ElectionSource;
}

/**
 * Whether a replica may lead (R9): from the ISR; if that is empty, from the ELR; if both are empty, the last known leader
 * with the same log directory, unless its log vanished; else only with unclean election. The first eligible claimant wins:
 * the compare-and-set is the vote. Source: KIP-966; Kafka PartitionChangeBuilder.electLeader.
 * @returns Refusal, in this order: UNKNOWN_TOPIC_OR_PARTITION, STALE_BROKER_EPOCH, NOT_CONTROLLER for an epoch from the
 *   future, FENCED_LEADER_EPOCH, ELECTION_NOT_NEEDED while somebody leads, INELIGIBLE_REPLICA
 */
export function decideClaim(claim: Claim, facts: ClaimFacts): GrantedClaim | Refusal {
  const { record, broker, claimant } = facts;
  if (record === null) return refusal(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
  if (broker?.brokerEpoch !== claimant.brokerEpoch) return refusal(ErrorCode.STALE_BROKER_EPOCH);
  if (claim.leaderEpoch > record.leaderEpoch)
    return refusal(ErrorCode.NOT_CONTROLLER, 'the claim answers a record that is not known here yet');
  if (claim.leaderEpoch < record.leaderEpoch)
    return refusal(ErrorCode.FENCED_LEADER_EPOCH, `the leader epoch is ${record.leaderEpoch} by now`);
  if (record.leader !== null) return refusal(ErrorCode.ELECTION_NOT_NEEDED, `broker ${record.leader.brokerId} leads`);
  if (broker.state !== 'alive')
    return refusal(ErrorCode.INELIGIBLE_REPLICA, `broker ${claimant.brokerId} is ${broker.state}`);
  if (!record.replicas.includes(claimant.brokerId))
    return refusal(ErrorCode.INELIGIBLE_REPLICA, `broker ${claimant.brokerId} is no replica`);
  const source = sourceOf(claim, record, facts);
  return typeof source === 'string'
    ? { kind: 'granted', record: electedRecord(record, source, facts), source }
    : source;
}

function sourceOf(claim: Claim, record: PartitionRecord, facts: ClaimFacts): ElectionSource | Refusal {
  const { claimant } = facts;
  if (includesMember(record.isr, claimant)) return 'isr';
  if (record.isr.length > 0) return refusal(ErrorCode.INELIGIBLE_REPLICA, 'others are in the ISR');
  if (includesMember(record.elr, claimant)) return 'elr';
  if (record.elr.length === 0 && record.lastKnownLeader?.brokerId === claimant.brokerId) {
    const fault = faultOfReturn(claim, record.lastKnownLeader.directoryId);
    if (fault === null) return 'last-known-leader';
    if (!facts.isUncleanElectionEnabled) return refusal(ErrorCode.INELIGIBLE_REPLICA, fault);
  }
  if (facts.isUncleanElectionEnabled) return 'unclean';
  return refusal(
    ErrorCode.INELIGIBLE_REPLICA,
    record.elr.length > 0 ? 'others are in the ELR' : 'another broker led last',
  );
}

/** Why the last known leader may not come back, or null. */
function faultOfReturn(claim: Claim, directoryId: string): string | null {
  if (claim.directoryId !== directoryId) return `the log lay in directory ${directoryId}`;
  if (claim.highWatermark > 0 && claim.logEndOffset === 0) return 'the log is empty though its high watermark was not';
  return null;
}

function electedRecord(record: PartitionRecord, source: ElectionSource, facts: ClaimFacts): PartitionRecord {
  const { claimant } = facts;
  const isInOrder = source === 'isr' || source === 'elr';
  return {
    ...record,
    leader: claimant,
    leaderEpoch: nextLeaderEpoch(record.leaderEpoch),
    isr: source === 'isr' ? record.isr : [claimant],
    elr: isInOrder ? record.elr.filter((member) => !sameMember(member, claimant)) : [],
    lastKnownLeader: null,
    partitionEpoch: nextPartitionEpoch(record.partitionEpoch),
    isRecovering: isInOrder ? record.isRecovering : true,
    operationId: facts.operationId,
  };
}
