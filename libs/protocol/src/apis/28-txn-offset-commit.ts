import { arrayOf, int16, int32, int64, nullable, string, struct } from '@yak/codec';
import { api } from '../api';

/**
 * TxnOffsetCommit: commit offsets of a group as part of a transaction.
 *
 * - v2: leader epochs (KIP-320).
 * - v3: flexible; member, generation and instance are checked (KIP-447).
 * - v4: TRANSACTION_ABORTABLE (KIP-890).
 */
export const TxnOffsetCommit = api({
  key: 28,
  name: 'TxnOffsetCommit',
  versions: { min: 0, max: 4 },
  flexibleFrom: 3,
  request: struct({
    transactionalId: string(),
    groupId: string(),
    producerId: int64(),
    producerEpoch: int16(),
    generationId: int32({ since: 3, default: -1 }),
    memberId: string({ since: 3, default: '' }),
    groupInstanceId: nullable(string({ since: 3 }), { default: null }),
    topics: arrayOf(
      struct({
        name: string(),
        partitions: arrayOf(
          struct({
            partitionIndex: int32(),
            committedOffset: int64(),
            committedLeaderEpoch: int32({ since: 2, default: -1 }),
            committedMetadata: nullable(string()),
          }),
        ),
      }),
    ),
  }),
  response: struct({
    throttleTimeMs: int32({ default: 0 }),
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
