import { arrayOf, bytes, int32, nullable, string, struct } from '@yak/codec';
import { versioned } from '../versioned-message';

/**
 * What a member of a classic consumer group tells its leader (JoinGroup metadata).
 *
 * - v1: owned partitions (KIP-429).
 * - v2: generation (KIP-792).
 * - v3: rack (KIP-881).
 */
export const ConsumerProtocolSubscription = versioned({
  versions: { min: 0, max: 3 },
  flexibleFrom: null,
  schema: struct({
    topics: arrayOf(string()),
    userData: nullable(bytes(), { default: null }),
    ownedPartitions: arrayOf(
      struct({
        topic: string(),
        partitions: arrayOf(int32()),
      }),
      { since: 1 },
    ),
    generationId: int32({ since: 2, default: -1 }),
    rackId: nullable(string({ since: 3 }), { default: null }),
  }),
});

/** What the leader of a classic consumer group gives a member (SyncGroup assignment). All versions are alike. */
export const ConsumerProtocolAssignment = versioned({
  versions: { min: 0, max: 3 },
  flexibleFrom: null,
  schema: struct({
    assignedPartitions: arrayOf(
      struct({
        topic: string(),
        partitions: arrayOf(int32()),
      }),
    ),
    userData: nullable(bytes(), { default: null }),
  }),
});
