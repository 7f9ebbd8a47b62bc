import type { AnyApi } from './api';
import { Produce } from './apis/00-produce';
import { Fetch } from './apis/01-fetch';
import { ListOffsets } from './apis/02-list-offsets';
import { Metadata } from './apis/03-metadata';
import { OffsetCommit } from './apis/08-offset-commit';
import { OffsetFetch } from './apis/09-offset-fetch';
import { FindCoordinator } from './apis/10-find-coordinator';
import { JoinGroup } from './apis/11-join-group';
import { Heartbeat } from './apis/12-heartbeat';
import { LeaveGroup } from './apis/13-leave-group';
import { SyncGroup } from './apis/14-sync-group';
import { DescribeGroups } from './apis/15-describe-groups';
import { ListGroups } from './apis/16-list-groups';
import { SaslHandshake } from './apis/17-sasl-handshake';
import { ApiVersions } from './apis/18-api-versions';
import { CreateTopics } from './apis/19-create-topics';
import { DeleteTopics } from './apis/20-delete-topics';
import { DeleteRecords } from './apis/21-delete-records';
import { InitProducerId } from './apis/22-init-producer-id';
import { OffsetForLeaderEpoch } from './apis/23-offset-for-leader-epoch';
import { AddPartitionsToTxn } from './apis/24-add-partitions-to-txn';
import { AddOffsetsToTxn } from './apis/25-add-offsets-to-txn';
import { EndTxn } from './apis/26-end-txn';
import { WriteTxnMarkers } from './apis/27-write-txn-markers';
import { TxnOffsetCommit } from './apis/28-txn-offset-commit';
import { DescribeAcls } from './apis/29-describe-acls';
import { CreateAcls } from './apis/30-create-acls';
import { DeleteAcls } from './apis/31-delete-acls';
import { DescribeConfigs } from './apis/32-describe-configs';
import { AlterConfigs } from './apis/33-alter-configs';
import { DescribeLogDirs } from './apis/35-describe-log-dirs';
import { SaslAuthenticate } from './apis/36-sasl-authenticate';
import { CreatePartitions } from './apis/37-create-partitions';
import { DeleteGroups } from './apis/42-delete-groups';
import { ElectLeaders } from './apis/43-elect-leaders';
import { IncrementalAlterConfigs } from './apis/44-incremental-alter-configs';
import { AlterPartitionReassignments } from './apis/45-alter-partition-reassignments';
import { ListPartitionReassignments } from './apis/46-list-partition-reassignments';
import { OffsetDelete } from './apis/47-offset-delete';
import { DescribeClientQuotas } from './apis/48-describe-client-quotas';
import { AlterClientQuotas } from './apis/49-alter-client-quotas';
import { DescribeUserScramCredentials } from './apis/50-describe-user-scram-credentials';
import { AlterUserScramCredentials } from './apis/51-alter-user-scram-credentials';
import { DescribeQuorum } from './apis/55-describe-quorum';
import { DescribeCluster } from './apis/60-describe-cluster';
import { DescribeProducers } from './apis/61-describe-producers';
import { DescribeTransactions } from './apis/65-describe-transactions';
import { ListTransactions } from './apis/66-list-transactions';
import { ConsumerGroupHeartbeat } from './apis/68-consumer-group-heartbeat';
import { ConsumerGroupDescribe } from './apis/69-consumer-group-describe';
import { DescribeTopicPartitions } from './apis/75-describe-topic-partitions';

/** Every API that the protocol describes, by key. What of it is served is declared by the handlers. */
export const apis: ReadonlyMap<number, AnyApi> = new Map(
  [
    Produce,
    Fetch,
    ListOffsets,
    Metadata,
    OffsetCommit,
    OffsetFetch,
    FindCoordinator,
    JoinGroup,
    Heartbeat,
    LeaveGroup,
    SyncGroup,
    DescribeGroups,
    ListGroups,
    SaslHandshake,
    ApiVersions,
    CreateTopics,
    DeleteTopics,
    DeleteRecords,
    InitProducerId,
    OffsetForLeaderEpoch,
    AddPartitionsToTxn,
    AddOffsetsToTxn,
    EndTxn,
    WriteTxnMarkers,
    TxnOffsetCommit,
    DescribeAcls,
    CreateAcls,
    DeleteAcls,
    DescribeConfigs,
    AlterConfigs,
    DescribeLogDirs,
    SaslAuthenticate,
    CreatePartitions,
    DeleteGroups,
    ElectLeaders,
    IncrementalAlterConfigs,
    AlterPartitionReassignments,
    ListPartitionReassignments,
    OffsetDelete,
    DescribeClientQuotas,
    AlterClientQuotas,
    DescribeUserScramCredentials,
    AlterUserScramCredentials,
    DescribeQuorum,
    DescribeCluster,
    DescribeProducers,
    DescribeTransactions,
    ListTransactions,
    ConsumerGroupHeartbeat,
    ConsumerGroupDescribe,
    DescribeTopicPartitions,
  ].map((described): [number, AnyApi] => [described.key, described]),
);
