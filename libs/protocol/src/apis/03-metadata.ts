import type { TopicId } from '@yak/model';
import { arrayOf, bool, int16, int32, nullable, string, struct, uuid } from '@yak/codec';
import { api } from '../api';

/**
 * Metadata: brokers, controller, and for topics their partitions with leaders and replicas; may create missing topics.
 *
 * - v1: racks, controller, internal flag, null for all topics.
 * - v2: cluster id (KIP-78).
 * - v4: auto-creation can be declined.
 * - v5: offline replicas (KIP-112).
 * - v7: leader epochs (KIP-320).
 * - v8: authorised operations (KIP-430).
 * - v9: flexible (KIP-482).
 * - v10: topic ids (KIP-516).
 * - v11: cluster operations moved to DescribeCluster (KIP-700).
 * - v12: topics by id alone, null names.
 */
export const Metadata = api({
  key: 3,
  name: 'Metadata',
  versions: { min: 0, max: 12 },
  flexibleFrom: 9,
  request: struct({
    topics: nullable(
      arrayOf(
        struct({
          topicId: uuid<TopicId>({ since: 10 }),
          name: nullable(string(), { since: 10 }),
        }),
      ),
      { since: 1 },
    ),
    allowAutoTopicCreation: bool({ since: 4, default: true }),
    includeClusterAuthorizedOperations: bool({ since: 8, until: 10 }),
    includeTopicAuthorizedOperations: bool({ since: 8 }),
  }),
  response: struct({
    throttleTimeMs: int32({ since: 3 }),
    brokers: arrayOf(
      struct({
        nodeId: int32(),
        host: string(),
        port: int32(),
        rack: nullable(string({ since: 1 }), { default: null }),
      }),
    ),
    clusterId: nullable(string({ since: 2 }), { default: null }),
    controllerId: int32({ since: 1, default: -1 }),
    topics: arrayOf(
      struct({
        errorCode: int16(),
        name: nullable(string(), { since: 12 }),
        topicId: uuid<TopicId>({ since: 10 }),
        isInternal: bool({ since: 1, default: false }),
        partitions: arrayOf(
          struct({
            errorCode: int16(),
            partitionIndex: int32(),
            leaderId: int32(),
            leaderEpoch: int32({ since: 7, default: -1 }),
            replicaNodes: arrayOf(int32()),
            isrNodes: arrayOf(int32()),
            offlineReplicas: arrayOf(int32(), { since: 5 }),
          }),
        ),
        topicAuthorizedOperations: int32({ since: 8, default: -2_147_483_648 }),
      }),
    ),
    clusterAuthorizedOperations: int32({ since: 8, until: 10, default: -2_147_483_648 }),
  }),
});
