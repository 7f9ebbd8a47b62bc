import { arrayOf, bool, int16, int32, int64, nullable, string, struct } from '@yak/codec';
import { api } from '../api';

/**
 * OffsetFetch: how far groups have come.
 *
 * - v2: null for all topics.
 * - v5: leader epochs (KIP-320).
 * - v6: flexible (KIP-482).
 * - v7: may insist on stable offsets (KIP-447).
 * - v8: several groups at once (KIP-709).
 * - v9: member id and epoch of the consumer protocol (KIP-848).
 */
export const OffsetFetch = api({
  key: 9,
  name: 'OffsetFetch',
  versions: { min: 1, max: 9 },
  flexibleFrom: 6,
  request: struct({
    groupId: string({ until: 7 }),
    topics: nullable(
      arrayOf(
        struct({
          name: string(),
          partitionIndexes: arrayOf(int32()),
        }),
        { until: 7 },
      ),
      { since: 2 },
    ),
    groups: arrayOf(
      struct({
        groupId: string(),
        memberId: nullable(string({ since: 9 }), { default: null }),
        memberEpoch: int32({ since: 9, default: -1 }),
        topics: nullable(
          arrayOf(
            struct({
              name: string(),
              partitionIndexes: arrayOf(int32()),
            }),
          ),
        ),
      }),
      { since: 8 },
    ),
    requireStable: bool({ since: 7, default: false }),
  }),
  response: struct({
    throttleTimeMs: int32({ since: 3 }),
    topics: arrayOf(
      struct({
        name: string(),
        partitions: arrayOf(
          struct({
            partitionIndex: int32(),
            committedOffset: int64(),
            committedLeaderEpoch: int32({ since: 5, default: -1 }),
            metadata: nullable(string()),
            errorCode: int16(),
          }),
        ),
      }),
      { until: 7 },
    ),
    errorCode: int16({ since: 2, until: 7, default: 0 }),
    groups: arrayOf(
      struct({
        groupId: string(),
        topics: arrayOf(
          struct({
            name: string(),
            partitions: arrayOf(
              struct({
                partitionIndex: int32(),
                committedOffset: int64(),
                committedLeaderEpoch: int32({ default: -1 }),
                metadata: nullable(string()),
                errorCode: int16(),
              }),
            ),
          }),
        ),
        errorCode: int16({ default: 0 }),
      }),
      { since: 8 },
    ),
  }),
});
