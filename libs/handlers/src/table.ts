import { alterConfigs } from './33-alter-configs';
import type { AnyHandler } from './handler';
import { apiVersions } from './18-api-versions';
import { consumerGroupDescribe } from './69-consumer-group-describe';
import { consumerGroupHeartbeat } from './68-consumer-group-heartbeat';
import { createPartitions } from './37-create-partitions';
import { createTopics } from './19-create-topics';
import { deleteGroups } from './42-delete-groups';
import { deleteRecords } from './21-delete-records';
import { deleteTopics } from './20-delete-topics';
import { describeCluster } from './60-describe-cluster';
import { describeConfigs } from './32-describe-configs';
import { describeGroups } from './15-describe-groups';
import { describeLogDirs } from './35-describe-log-dirs';
import { describeProducers } from './61-describe-producers';
import { describeTopicPartitions } from './75-describe-topic-partitions';
import { fetch } from './01-fetch';
import { findCoordinator } from './10-find-coordinator';
import { heartbeat } from './12-heartbeat';
import { incrementalAlterConfigs } from './44-incremental-alter-configs';
import { initProducerId } from './22-init-producer-id';
import { joinGroup } from './11-join-group';
import { leaveGroup } from './13-leave-group';
import { listGroups } from './16-list-groups';
import { listOffsets } from './02-list-offsets';
import { metadata } from './03-metadata';
import { offsetCommit } from './08-offset-commit';
import { offsetDelete } from './47-offset-delete';
import { offsetFetch } from './09-offset-fetch';
import { offsetForLeaderEpoch } from './23-offset-for-leader-epoch';
import { produce } from './00-produce';
import { syncGroup } from './14-sync-group';
const all: readonly AnyHandler[] = [
  produce,
  fetch,
  listOffsets,
  metadata,
  offsetCommit,
  offsetFetch,
  findCoordinator,
  joinGroup,
  heartbeat,
  leaveGroup,
  syncGroup,
  describeGroups,
  listGroups,
  apiVersions,
  createTopics,
  deleteTopics,
  deleteRecords,
  initProducerId,
  offsetForLeaderEpoch,
  describeConfigs,
  alterConfigs,
  describeLogDirs,
  createPartitions,
  deleteGroups,
  incrementalAlterConfigs,
  offsetDelete,
  describeCluster,
  describeProducers,
  consumerGroupHeartbeat,
  consumerGroupDescribe,
  describeTopicPartitions,
];

/** Every API key that is answered, by key. A new one is a file `NN-name.ts` and a line here. */
export const handlers: ReadonlyMap<number, AnyHandler> = new Map(all.map((handler) => [handler.api.key, handler]));
