// Records of the internal topic __consumer_offsets that classic groups and offset commits write.
import { arrayOf, bytes, int32, int64, nullable, string, struct } from '@yak/codec';
import { versioned } from '../versioned-message';

/** Key of how far a group has come in one partition. Versions 0 and 1 are alike; Kafka writes 1. */
export const OffsetCommitKey = versioned({
  versions: { min: 0, max: 1 },
  flexibleFrom: null,
  schema: struct({
    group: string(),
    topic: string(),
    partition: int32(),
  }),
});

/** Value of the same: v1 expiry, v3 leader epoch (KIP-320), v4 flexible. */
export const OffsetCommitValue = versioned({
  versions: { min: 0, max: 4 },
  flexibleFrom: 4,
  schema: struct({
    offset: int64(),
    leaderEpoch: int32({ since: 3, default: -1 }),
    metadata: string(),
    commitTimestamp: int64(),
    expireTimestamp: int64({ since: 1, until: 1, default: -1 }),
  }),
});

const memberMetadata = struct({
  memberId: string(),
  groupInstanceId: nullable(string({ since: 3 }), { default: null }),
  clientId: string(),
  clientHost: string(),
  rebalanceTimeout: int32({ since: 1, default: -1 }),
  sessionTimeout: int32(),
  subscription: bytes(),
  assignment: bytes(),
});

/** Key of a classic group. */
export const GroupMetadataKey = versioned({
  versions: { min: 2, max: 2 },
  flexibleFrom: null,
  schema: struct({
    group: string(),
  }),
});

/** Value of the same: v1 rebalance timeouts, v2 time of the state, v3 static members (KIP-345), v4 flexible. */
export const GroupMetadataValue = versioned({
  versions: { min: 0, max: 4 },
  flexibleFrom: 4,
  schema: struct({
    protocolType: string(),
    generation: int32(),
    protocol: nullable(string()),
    leader: nullable(string()),
    currentStateTimestamp: int64({ since: 2, default: -1 }),
    members: arrayOf(memberMetadata),
  }),
});
