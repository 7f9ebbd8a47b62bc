import { arrayOf, int16, int32, int64, int8, string, struct } from '@yak/codec';
import { api } from '../api';

/**
 * ListOffsets: the offset of a timestamp, of the log start (-2), the log end (-1) or the greatest timestamp (-3).
 *
 * - v1: one offset instead of many.
 * - v2: isolation level (KIP-98).
 * - v4: leader epochs (KIP-320).
 * - v6: flexible (KIP-482).
 * - v7: greatest timestamp (KIP-734).
 * - v8: earliest local offset, -4 (KIP-405).
 * - v9: last tiered offset, -5 (KIP-1005).
 * - v10: timeout for remote look-ups (KIP-1075).
 */
export const ListOffsets = api({
  key: 2,
  name: 'ListOffsets',
  versions: { min: 1, max: 10 },
  flexibleFrom: 6,
  request: struct({
    replicaId: int32(),
    isolationLevel: int8({ since: 2 }),
    topics: arrayOf(
      struct({
        name: string(),
        partitions: arrayOf(
          struct({
            partitionIndex: int32(),
            currentLeaderEpoch: int32({ since: 4, default: -1 }),
            timestamp: int64(),
          }),
        ),
      }),
    ),
    timeoutMs: int32({ since: 10 }),
  }),
  response: struct({
    throttleTimeMs: int32({ since: 2 }),
    topics: arrayOf(
      struct({
        name: string(),
        partitions: arrayOf(
          struct({
            partitionIndex: int32(),
            errorCode: int16(),
            timestamp: int64({ default: -1 }),
            offset: int64({ default: -1 }),
            leaderEpoch: int32({ since: 4, default: -1 }),
          }),
        ),
      }),
    ),
  }),
});
