export type { AnyApi, Api, RequestInputOf, RequestOf, ResponseInputOf, ResponseOf } from './api';
export { apis } from './apis';
export {
  decodeRequest,
  decodeResponse,
  encodeRequest,
  encodeResponse,
  readRequestHeader,
  type DecodeOptions,
  type RequestHeader,
  type RequestIdentity,
} from './framing';
export { authenticatedBudget, unauthenticatedBudget } from '@yak/codec';
export { Produce } from './apis/00-produce';
export { Fetch } from './apis/01-fetch';
export { ListOffsets } from './apis/02-list-offsets';
export { Metadata } from './apis/03-metadata';
export { OffsetCommit } from './apis/08-offset-commit';
export { OffsetFetch } from './apis/09-offset-fetch';
export { FindCoordinator } from './apis/10-find-coordinator';
export { JoinGroup } from './apis/11-join-group';
export { Heartbeat } from './apis/12-heartbeat';
export { LeaveGroup } from './apis/13-leave-group';
export { SyncGroup } from './apis/14-sync-group';
export { DescribeGroups } from './apis/15-describe-groups';
export { ListGroups } from './apis/16-list-groups';
export { SaslHandshake } from './apis/17-sasl-handshake';
export { ApiVersions } from './apis/18-api-versions';
export { CreateTopics } from './apis/19-create-topics';
export { DeleteTopics } from './apis/20-delete-topics';
export { DeleteRecords } from './apis/21-delete-records';
export { InitProducerId } from './apis/22-init-producer-id';
export { OffsetForLeaderEpoch } from './apis/23-offset-for-leader-epoch';
export { AddPartitionsToTxn } from './apis/24-add-partitions-to-txn';
export { AddOffsetsToTxn } from './apis/25-add-offsets-to-txn';
export { EndTxn } from './apis/26-end-txn';
export { WriteTxnMarkers } from './apis/27-write-txn-markers';
export { TxnOffsetCommit } from './apis/28-txn-offset-commit';
export { DescribeAcls } from './apis/29-describe-acls';
export { CreateAcls } from './apis/30-create-acls';
export { DeleteAcls } from './apis/31-delete-acls';
export { DescribeConfigs } from './apis/32-describe-configs';
export { AlterConfigs } from './apis/33-alter-configs';
export { DescribeLogDirs } from './apis/35-describe-log-dirs';
export { SaslAuthenticate } from './apis/36-sasl-authenticate';
export { CreatePartitions } from './apis/37-create-partitions';
export { DeleteGroups } from './apis/42-delete-groups';
export { ElectLeaders } from './apis/43-elect-leaders';
export { IncrementalAlterConfigs } from './apis/44-incremental-alter-configs';
export { AlterPartitionReassignments } from './apis/45-alter-partition-reassignments';
export { ListPartitionReassignments } from './apis/46-list-partition-reassignments';
export { OffsetDelete } from './apis/47-offset-delete';
export { DescribeClientQuotas } from './apis/48-describe-client-quotas';
export { AlterClientQuotas } from './apis/49-alter-client-quotas';
export { DescribeUserScramCredentials } from './apis/50-describe-user-scram-credentials';
export { AlterUserScramCredentials } from './apis/51-alter-user-scram-credentials';
export { DescribeQuorum } from './apis/55-describe-quorum';
export { DescribeCluster } from './apis/60-describe-cluster';
export { DescribeProducers } from './apis/61-describe-producers';
export { DescribeTransactions } from './apis/65-describe-transactions';
export { ListTransactions } from './apis/66-list-transactions';
export { ConsumerGroupHeartbeat } from './apis/68-consumer-group-heartbeat';
export { ConsumerGroupDescribe } from './apis/69-consumer-group-describe';
export { DescribeTopicPartitions } from './apis/75-describe-topic-partitions';
export { decodeVersioned, encodeVersioned, versioned, versionOf, type VersionedMessage } from './versioned-message';
export { ConsumerProtocolAssignment, ConsumerProtocolSubscription } from './records/consumer-protocol';
export { GroupMetadataKey, GroupMetadataValue, OffsetCommitKey, OffsetCommitValue } from './records/consumer-offsets';
export {
  ConsumerGroupCurrentMemberAssignmentKey,
  ConsumerGroupCurrentMemberAssignmentValue,
  ConsumerGroupMemberMetadataKey,
  ConsumerGroupMemberMetadataValue,
  ConsumerGroupMetadataKey,
  ConsumerGroupMetadataValue,
  ConsumerGroupPartitionMetadataKey,
  ConsumerGroupPartitionMetadataValue,
  ConsumerGroupTargetAssignmentMemberKey,
  ConsumerGroupTargetAssignmentMemberValue,
  ConsumerGroupTargetAssignmentMetadataKey,
  ConsumerGroupTargetAssignmentMetadataValue,
} from './records/consumer-groups';
export { TransactionLogKey, TransactionLogValue } from './records/transaction-log';
