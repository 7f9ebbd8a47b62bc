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
