import type { TopicId } from '@yak/model';
import { arrayOf, bool, int16, int32, nullable, string, struct, uuid } from '@yak/codec';
import { api } from '../api';

/**
 * DescribeTopicPartitions: topics page by page, with eligible and last known leaders (KIP-966).
 */
export const DescribeTopicPartitions = api({
  key: 75,
  name: 'DescribeTopicPartitions',
  versions: { min: 0, max: 0 },
  flexibleFrom: 0,
  request: struct({
    topics: arrayOf(
      struct({
        name: string(),
      }),
    ),
    responsePartitionLimit: int32({ default: 2_000 }),
    cursor: nullable(
      struct({
        topicName: string(),
        partitionIndex: int32(),
      }),
      { default: null },
    ),
  }),
  response: struct({
    throttleTimeMs: int32({ default: 0 }),
    topics: arrayOf(
      struct({
        errorCode: int16(),
        name: nullable(string()),
        topicId: uuid<TopicId>(),
        isInternal: bool({ default: false }),
        partitions: arrayOf(
          struct({
            errorCode: int16(),
            partitionIndex: int32(),
            leaderId: int32(),
            leaderEpoch: int32({ default: -1 }),
            replicaNodes: arrayOf(int32()),
            isrNodes: arrayOf(int32()),
            eligibleLeaderReplicas: nullable(arrayOf(int32()), { default: null }),
            lastKnownElr: nullable(arrayOf(int32()), { default: null }),
            offlineReplicas: arrayOf(int32()),
          }),
        ),
        topicAuthorizedOperations: int32({ default: -2_147_483_648 }),
      }),
    ),
    nextCursor: nullable(
      struct({
        topicName: string(),
        partitionIndex: int32(),
      }),
      { default: null },
    ),
  }),
});
