import { arrayOf, int16, int32, int64, string, struct } from '@yak/codec';
import { api } from '../api';

/**
 * DescribeTransactions: state of transactional ids (KIP-664).
 */
export const DescribeTransactions = api({
  key: 65,
  name: 'DescribeTransactions',
  versions: { min: 0, max: 0 },
  flexibleFrom: 0,
  request: struct({
    transactionalIds: arrayOf(string()),
  }),
  response: struct({
    throttleTimeMs: int32({ default: 0 }),
    transactionStates: arrayOf(
      struct({
        errorCode: int16(),
        transactionalId: string(),
        transactionState: string(),
        transactionTimeoutMs: int32(),
        transactionStartTimeMs: int64(),
        producerId: int64(),
        producerEpoch: int16(),
        topics: arrayOf(
          struct({
            topic: string(),
            partitions: arrayOf(int32()),
          }),
        ),
      }),
    ),
  }),
});
