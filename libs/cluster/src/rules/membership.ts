import { type Member, type PartitionRecord, sameMember } from '@yak/control';
import { type BrokerId, leaderEpoch, type LeaderEpoch, partitionEpoch, type PartitionEpoch } from '@yak/model';

/** Whether exactly this registration is among the members. */
export function includesMember(members: readonly Member[], member: Member): boolean {
  return members.some((other) => sameMember(other, member));
}

/** Whether any registration of the broker is in the ISR, in the ELR or leads. */
export function concerns(record: PartitionRecord, broker: BrokerId): boolean {
  const isBroker = (member: Member): boolean => member.brokerId === broker;
  return record.leader?.brokerId === broker || record.isr.some(isBroker) || record.elr.some(isBroker);
}

/** Members without those of one broker, whatever their epoch. */
export function withoutBroker(members: readonly Member[], broker: BrokerId): readonly Member[] {
  return members.filter((member) => member.brokerId !== broker);
}

/** How many must be in the ISR before the high watermark moves: min(`min.insync.replicas`, replicas) (R6). */
export function isrSizeMin(record: PartitionRecord, minInSyncReplicas: number): number {
  return Math.min(minInSyncReplicas, record.replicas.length);
}

/** The next leader epoch. */
export function nextLeaderEpoch(epoch: LeaderEpoch): LeaderEpoch {
  return leaderEpoch(epoch + 1);
}

/** The next partition epoch. */
export function nextPartitionEpoch(epoch: PartitionEpoch): PartitionEpoch {
  return partitionEpoch(epoch + 1);
}
