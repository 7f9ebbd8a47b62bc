import type { TopicId } from '@yak/model';
import { arrayOf, bool, int16, int32, nullable, string, struct, uuid } from '@yak/codec';
import { api } from '../api';

const topicPartitions = struct({
  topicId: uuid<TopicId>(),
  topicName: string(),
  partitions: arrayOf(int32()),
});

const assignment = struct({
  topicPartitions: arrayOf(topicPartitions),
});

/**
 * ConsumerGroupDescribe: state and members of groups of the consumer protocol (KIP-848).
 */
export const ConsumerGroupDescribe = api({
  key: 69,
  name: 'ConsumerGroupDescribe',
  versions: { min: 0, max: 0 },
  flexibleFrom: 0,
  request: struct({
    groupIds: arrayOf(string()),
    includeAuthorizedOperations: bool(),
  }),
  response: struct({
    throttleTimeMs: int32({ default: 0 }),
    groups: arrayOf(
      struct({
        errorCode: int16(),
        errorMessage: nullable(string({ cut: true }), { default: null }),
        groupId: string(),
        groupState: string(),
        groupEpoch: int32(),
        assignmentEpoch: int32(),
        assignorName: string(),
        members: arrayOf(
          struct({
            memberId: string(),
            instanceId: nullable(string(), { default: null }),
            rackId: nullable(string(), { default: null }),
            memberEpoch: int32(),
            clientId: string(),
            clientHost: string(),
            subscribedTopicNames: arrayOf(string()),
            subscribedTopicRegex: nullable(string(), { default: null }),
            assignment: assignment,
            targetAssignment: assignment,
          }),
        ),
        authorizedOperations: int32({ default: -2_147_483_648 }),
      }),
    ),
  }),
});
