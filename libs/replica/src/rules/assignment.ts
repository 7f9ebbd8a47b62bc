import type { PartitionFacts, ReplicaIdentity, ReplicaMember } from './partition-facts';

/** What a partition record asks of one replica: lead, claim the leadership, follow another broker, or wait. */
export type Assignment = 'lead' | 'claim' | 'follow' | 'wait';

const isMember = (member: ReplicaMember, identity: ReplicaIdentity): boolean =>
  member.brokerId === identity.brokerId && member.brokerEpoch === identity.brokerEpoch;

const includes = (members: readonly ReplicaMember[], identity: ReplicaIdentity): boolean =>
  members.some((member) => isMember(member, identity));

/**
 * Which of the four a record asks of this replica. Leadership and eligibility are bound to the broker epoch (R15, R16):
 * a record that names an earlier life of this broker gives nothing. Who may claim follows R9: the ISR; if it is empty
 * the ELR; if both are empty the last known leader, when it is this broker with this log directory.
 */
export function assignmentOf(record: PartitionFacts, identity: ReplicaIdentity): Assignment {
  const { leader } = record;
  if (leader !== null) {
    if (isMember(leader, identity)) return 'lead';
    return leader.brokerId === identity.brokerId ? 'wait' : 'follow';
  }
  return mayClaim(record, identity) ? 'claim' : 'wait';
}

function mayClaim(record: PartitionFacts, identity: ReplicaIdentity): boolean {
  if (!record.replicas.includes(identity.brokerId)) return false;
  if (record.isr.length > 0) return includes(record.isr, identity);
  if (record.elr.length > 0) return includes(record.elr, identity);
  const last = record.lastKnownLeader;
  return last !== null && last.brokerId === identity.brokerId && last.directoryId === identity.directoryId;
}
