export { PartitionReplica } from './partition-replica';
export type { LeaderLog } from './tenure/leader-log';
export type { Appended, ReplicaSettings } from './tenure/leadership';
export type { PartitionFacts, ReplicaIdentity, ReplicaMember } from './rules/partition-facts';
export type {
  ClaimPort,
  LeaderLink,
  LeadershipClaim,
  LinkedFollower,
  LogSlice,
  ObeyedRecords,
  ReplicaLog,
  TimedOffset,
} from './ports';
