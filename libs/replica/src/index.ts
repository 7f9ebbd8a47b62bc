export { PartitionReplica, type PartitionReplicaOptions, type ReplicaRole } from './partition-replica';
export type { Appended, ReplicaSettings } from './tenure/leadership';
export type {
  AbortedSpan,
  FetchedSlice,
  FoundOffset,
  Isolation,
  OffsetsRequest,
  ReadRequest,
} from './tenure/leader-reads';
export type { RequiredAcks } from './rules/produce-admission';
export type {
  ClaimPort,
  LeaderFetch,
  LeaderLink,
  LeadershipClaim,
  LinkedFollower,
  LogSlice,
  ObeyedRecords,
  PartitionFacts,
  ReplicaIdentity,
  ReplicaLog,
  ReplicaMember,
  TimedOffset,
} from './ports';
