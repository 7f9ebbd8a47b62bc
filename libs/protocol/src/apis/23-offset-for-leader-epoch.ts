import { arrayOf, int16, int32, int64, string, struct } from '@yak/codec';
import { api } from '../api';

/**
 * OffsetForLeaderEpoch: where an epoch of the leader ends; how readers find that their log has parted from the leader's.
 *
 * - v2: current leader epoch, fencing (KIP-320).
 * - v3: replica id of the asker.
 * - v4: flexible (KIP-482).
 */
export const OffsetForLeaderEpoch = api({
  key: 23,
  name: 'OffsetForLeaderEpoch',
  versions: { min: 2, max: 4 },
  flexibleFrom: 4,
  request: struct({
    replicaId: int32({ since: 3, default: -2 }),
    topics: arrayOf(
      struct({
        topic: string(),
        partitions: arrayOf(
          struct({
            partition: int32(),
            currentLeaderEpoch: int32({ default: -1 }),
            leaderEpoch: int32(),
          }),
        ),
      }),
    ),
  }),
  response: struct({
    throttleTimeMs: int32({ default: 0 }),
    topics: arrayOf(
      struct({
        topic: string(),
        partitions: arrayOf(
          struct({
            errorCode: int16(),
            partition: int32(),
            leaderEpoch: int32({ default: -1 }),
            endOffset: int64({ default: -1 }),
          }),
        ),
      }),
    ),
  }),
});
