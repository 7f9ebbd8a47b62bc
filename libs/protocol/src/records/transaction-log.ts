// Records of the internal topic __transaction_state.
import { arrayOf, int16, int32, int64, int8, nullable, string, struct } from '@yak/codec';
import { versioned } from '../versioned-message';

/** Key of the state of one transactional id (KIP-98). */
export const TransactionLogKey = versioned({
  versions: { min: 0, max: 0 },
  flexibleFrom: null,
  schema: struct({
    transactionalId: string(),
  }),
});

/** Value of the same: v1 flexible, with the fields of KIP-890. */
export const TransactionLogValue = versioned({
  versions: { min: 0, max: 1 },
  flexibleFrom: 1,
  schema: struct({
    producerId: int64(),
    previousProducerId: int64({ since: 1, tag: 0, default: -1 }),
    nextProducerId: int64({ since: 1, tag: 1, default: -1 }),
    producerEpoch: int16(),
    transactionTimeoutMs: int32(),
    transactionStatus: int8(),
    transactionPartitions: nullable(
      arrayOf(
        struct({
          topic: string(),
          partitionIds: arrayOf(int32()),
        }),
      ),
    ),
    transactionLastUpdateTimestampMs: int64(),
    transactionStartTimestampMs: int64(),
    clientTransactionVersion: int16({ since: 1, tag: 2, default: 0 }),
  }),
});
