export type { AnyApi, Api, RequestInputOf, RequestOf, ResponseInputOf, ResponseOf } from './api';
export { apis } from './apis';
export { decodeRequest, decodeResponse, encodeRequest, encodeResponse, readRequestHeader } from './framing';
export { authenticatedBudget, unauthenticatedBudget } from '@yak/codec';
export * from './apis/00-produce';
export * from './apis/01-fetch';
export * from './apis/02-list-offsets';
export * from './apis/03-metadata';
export * from './apis/08-offset-commit';
export * from './apis/09-offset-fetch';
export * from './apis/10-find-coordinator';
export * from './apis/11-join-group';
export * from './apis/12-heartbeat';
export * from './apis/13-leave-group';
export * from './apis/14-sync-group';
export * from './apis/15-describe-groups';
export * from './apis/16-list-groups';
export * from './apis/17-sasl-handshake';
export * from './apis/18-api-versions';
export * from './apis/19-create-topics';
export * from './apis/20-delete-topics';
export * from './apis/21-delete-records';
export * from './apis/22-init-producer-id';
export * from './apis/23-offset-for-leader-epoch';
export * from './apis/24-add-partitions-to-txn';
export * from './apis/25-add-offsets-to-txn';
export * from './apis/26-end-txn';
export * from './apis/27-write-txn-markers';
export * from './apis/28-txn-offset-commit';
export * from './apis/29-describe-acls';
export * from './apis/30-create-acls';
export * from './apis/31-delete-acls';
export * from './apis/32-describe-configs';
export * from './apis/33-alter-configs';
export * from './apis/35-describe-log-dirs';
export * from './apis/36-sasl-authenticate';
export * from './apis/37-create-partitions';
export * from './apis/42-delete-groups';
export * from './apis/43-elect-leaders';
export * from './apis/44-incremental-alter-configs';
export * from './apis/45-alter-partition-reassignments';
export * from './apis/46-list-partition-reassignments';
export * from './apis/47-offset-delete';
export * from './apis/48-describe-client-quotas';
export * from './apis/49-alter-client-quotas';
export * from './apis/50-describe-user-scram-credentials';
export * from './apis/51-alter-user-scram-credentials';
export * from './apis/55-describe-quorum';
export * from './apis/60-describe-cluster';
export * from './apis/61-describe-producers';
export * from './apis/65-describe-transactions';
export * from './apis/66-list-transactions';
export * from './apis/68-consumer-group-heartbeat';
export * from './apis/69-consumer-group-describe';
export * from './apis/75-describe-topic-partitions';
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
  ConsumerGroupRegularExpressionKey,
  ConsumerGroupRegularExpressionValue,
  ConsumerGroupTargetAssignmentMemberKey,
  ConsumerGroupTargetAssignmentMemberValue,
  ConsumerGroupTargetAssignmentMetadataKey,
  ConsumerGroupTargetAssignmentMetadataValue,
} from './records/consumer-groups';
export { TransactionLogKey, TransactionLogValue } from './records/transaction-log';
