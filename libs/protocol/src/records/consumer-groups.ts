// Records of the internal topic __consumer_offsets that groups of the consumer protocol write (KIP-848).
import { arrayOf, bytes, int32, int64, int8, nullable, string, struct, uuid } from '@yak/codec';
import type { TopicId } from '@yak/model';
import { versioned } from '../versioned-message';

/** Key of the epoch of a group of the consumer protocol (KIP-848). */
export const ConsumerGroupMetadataKey = versioned({
  versions: { min: 3, max: 3 },
  flexibleFrom: null,
  schema: struct({
    groupId: string(),
  }),
});

/** Value of the same. */
export const ConsumerGroupMetadataValue = versioned({
  versions: { min: 0, max: 0 },
  flexibleFrom: 0,
  schema: struct({
    epoch: int32(),
  }),
});

/** Key of the topics that a group subscribes to, as the group last saw them. */
export const ConsumerGroupPartitionMetadataKey = versioned({
  versions: { min: 4, max: 4 },
  flexibleFrom: null,
  schema: struct({
    groupId: string(),
  }),
});

/** Value of the same. */
export const ConsumerGroupPartitionMetadataValue = versioned({
  versions: { min: 0, max: 0 },
  flexibleFrom: 0,
  schema: struct({
    topics: arrayOf(
      struct({
        topicId: uuid<TopicId>(),
        topicName: string(),
        numPartitions: int32(),
        partitionMetadata: arrayOf(
          struct({
            partition: int32(),
            racks: arrayOf(string()),
          }),
        ),
      }),
    ),
  }),
});

/** Key of what one member said of itself. */
export const ConsumerGroupMemberMetadataKey = versioned({
  versions: { min: 5, max: 5 },
  flexibleFrom: null,
  schema: struct({
    groupId: string(),
    memberId: string(),
  }),
});

/** Value of the same: `classicMemberMetadata` is there when it speaks the classic protocol. */
export const ConsumerGroupMemberMetadataValue = versioned({
  versions: { min: 0, max: 0 },
  flexibleFrom: 0,
  schema: struct({
    instanceId: nullable(string()),
    rackId: nullable(string()),
    clientId: string(),
    clientHost: string(),
    subscribedTopicNames: arrayOf(string()),
    subscribedTopicRegex: nullable(string()),
    rebalanceTimeoutMs: int32({ default: -1 }),
    serverAssignor: nullable(string()),
    classicMemberMetadata: nullable(
      struct(
        {
          sessionTimeoutMs: int32(),
          supportedProtocols: arrayOf(
            struct({
              name: string(),
              metadata: bytes(),
            }),
          ),
        },
        { tag: 0 },
      ),
      { default: null },
    ),
  }),
});

/** Key of the epoch of the assignment that a group goes to. */
export const ConsumerGroupTargetAssignmentMetadataKey = versioned({
  versions: { min: 6, max: 6 },
  flexibleFrom: null,
  schema: struct({
    groupId: string(),
  }),
});

/** Value of the same. */
export const ConsumerGroupTargetAssignmentMetadataValue = versioned({
  versions: { min: 0, max: 0 },
  flexibleFrom: 0,
  schema: struct({
    assignmentEpoch: int32(),
  }),
});

/** Key of the partitions that one member shall have. */
export const ConsumerGroupTargetAssignmentMemberKey = versioned({
  versions: { min: 7, max: 7 },
  flexibleFrom: null,
  schema: struct({
    groupId: string(),
    memberId: string(),
  }),
});

/** Value of the same. */
export const ConsumerGroupTargetAssignmentMemberValue = versioned({
  versions: { min: 0, max: 0 },
  flexibleFrom: 0,
  schema: struct({
    topicPartitions: arrayOf(
      struct({
        topicId: uuid<TopicId>(),
        partitions: arrayOf(int32()),
      }),
    ),
  }),
});

const topicPartitions = struct({
  topicId: uuid<TopicId>(),
  partitions: arrayOf(int32()),
});

/** Key of the partitions that one member has, and those that it has yet to give up. */
export const ConsumerGroupCurrentMemberAssignmentKey = versioned({
  versions: { min: 8, max: 8 },
  flexibleFrom: null,
  schema: struct({
    groupId: string(),
    memberId: string(),
  }),
});

/** Value of the same. */
export const ConsumerGroupCurrentMemberAssignmentValue = versioned({
  versions: { min: 0, max: 0 },
  flexibleFrom: 0,
  schema: struct({
    memberEpoch: int32(),
    previousMemberEpoch: int32(),
    state: int8(),
    assignedPartitions: arrayOf(topicPartitions),
    partitionsPendingRevocation: arrayOf(topicPartitions),
  }),
});

/** Key of what a pattern was found to match, shared by all members of the group that use it. */
export const ConsumerGroupRegularExpressionKey = versioned({
  versions: { min: 16, max: 16 },
  flexibleFrom: null,
  schema: struct({
    groupId: string(),
    regularExpression: string(),
  }),
});

/** Value of the same: the topics, which image of the cluster's topics they are from, and when (ms since the epoch). */
export const ConsumerGroupRegularExpressionValue = versioned({
  versions: { min: 0, max: 0 },
  flexibleFrom: 0,
  schema: struct({
    topics: arrayOf(string()),
    version: int64(),
    timestamp: int64(),
  }),
});
