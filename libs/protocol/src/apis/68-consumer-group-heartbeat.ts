import type { TopicId } from '@yak/model';
import { arrayOf, int16, int32, nullable, string, struct, uuid } from '@yak/codec';
import { api } from '../api';

const topicPartitions = struct({
  topicId: uuid<TopicId>(),
  partitions: arrayOf(int32()),
});

/**
 * ConsumerGroupHeartbeat: join, live in and leave a group of the consumer protocol; null means unchanged (KIP-848).
 *
 * - v1: subscription by regular expression, member ids made by clients (KIP-1082).
 */
export const ConsumerGroupHeartbeat = api({
  key: 68,
  name: 'ConsumerGroupHeartbeat',
  versions: { min: 0, max: 1 },
  flexibleFrom: 0,
  request: struct({
    groupId: string(),
    memberId: string(),
    memberEpoch: int32(),
    instanceId: nullable(string(), { default: null }),
    rackId: nullable(string(), { default: null }),
    rebalanceTimeoutMs: int32({ default: -1 }),
    subscribedTopicNames: nullable(arrayOf(string()), { default: null }),
    subscribedTopicRegex: nullable(string({ since: 1 }), { default: null }),
    serverAssignor: nullable(string(), { default: null }),
    topicPartitions: nullable(
      arrayOf(
        struct({
          topicId: uuid<TopicId>(),
          partitions: arrayOf(int32()),
        }),
      ),
      { default: null },
    ),
  }),
  response: struct({
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
    errorMessage: nullable(string({ cut: true }), { default: null }),
    memberId: nullable(string(), { default: null }),
    memberEpoch: int32(),
    heartbeatIntervalMs: int32(),
    assignment: nullable(
      struct({
        topicPartitions: arrayOf(topicPartitions),
      }),
      { default: null },
    ),
  }),
});
