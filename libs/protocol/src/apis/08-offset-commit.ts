import { arrayOf, int16, int32, int64, nullable, string, struct } from '@yak/codec';
import { api } from '../api';

/**
 * OffsetCommit: how far a group has come in some partitions.
 *
 * - v2: retention by the member (KIP-54).
 * - v5: retention left to the broker (KIP-211).
 * - v6: leader epochs (KIP-320).
 * - v7: static members (KIP-345).
 * - v8: flexible (KIP-482).
 * - v9: member epochs of the consumer protocol (KIP-848).
 */
export const OffsetCommit = api({
  key: 8,
  name: 'OffsetCommit',
  versions: { min: 2, max: 9 },
  flexibleFrom: 8,
  request: struct({
    groupId: string(),
    generationIdOrMemberEpoch: int32({ default: -1 }),
    memberId: string(),
    groupInstanceId: nullable(string({ since: 7 }), { default: null }),
    retentionTimeMs: int64({ until: 4, default: -1 }),
    topics: arrayOf(
      struct({
        name: string(),
        partitions: arrayOf(
          struct({
            partitionIndex: int32(),
            committedOffset: int64(),
            committedLeaderEpoch: int32({ since: 6, default: -1 }),
            committedMetadata: nullable(string()),
          }),
        ),
      }),
    ),
  }),
  response: struct({
    throttleTimeMs: int32({ since: 3 }),
    topics: arrayOf(
      struct({
        name: string(),
        partitions: arrayOf(
          struct({
            partitionIndex: int32(),
            errorCode: int16(),
          }),
        ),
      }),
    ),
  }),
});
