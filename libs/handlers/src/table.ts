import { alterConfigs } from './33-alter-configs';
import { apiVersions } from './18-api-versions';
import { createPartitions } from './37-create-partitions';
import { createTopics } from './19-create-topics';
import { deleteRecords } from './21-delete-records';
import { deleteTopics } from './20-delete-topics';
import { describeCluster } from './60-describe-cluster';
import { describeConfigs } from './32-describe-configs';
import { describeLogDirs } from './35-describe-log-dirs';
import { describeProducers } from './61-describe-producers';
import { describeTopicPartitions } from './75-describe-topic-partitions';
import { fetch } from './01-fetch';
import { findCoordinator } from './10-find-coordinator';
import type { AnyHandler } from './handler';
import { incrementalAlterConfigs } from './44-incremental-alter-configs';
import { initProducerId } from './22-init-producer-id';
import { listOffsets } from './02-list-offsets';
import { metadata } from './03-metadata';
import { offsetForLeaderEpoch } from './23-offset-for-leader-epoch';
import { produce } from './00-produce';

const all: readonly AnyHandler[] = [
  produce,
  fetch,
  listOffsets,
  metadata,
  findCoordinator,
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
  incrementalAlterConfigs,
  describeCluster,
  describeProducers,
  describeTopicPartitions,
];

/** Every API key that is answered, by key. A new one is a file `NN-name.ts` and a line here. */
export const handlers: ReadonlyMap<number, AnyHandler> = new Map(all.map((handler) => [handler.api.key, handler]));
