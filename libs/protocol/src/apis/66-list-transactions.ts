import { arrayOf, int16, int32, int64, string, struct } from '@yak/codec';
import { api } from '../api';

/**
 * ListTransactions: transactional ids that this broker coordinates (KIP-664).
 *
 * - v1: filter by duration (KIP-994).
 */
export const ListTransactions = api({
  key: 66,
  name: 'ListTransactions',
  versions: { min: 0, max: 1 },
  flexibleFrom: 0,
  request: struct({
    stateFilters: arrayOf(string()),
    producerIdFilters: arrayOf(int64()),
    durationFilter: int64({ since: 1, default: -1 }),
  }),
  response: struct({
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
    unknownStateFilters: arrayOf(string()),
    transactionStates: arrayOf(
      struct({
        transactionalId: string(),
        producerId: int64(),
        transactionState: string(),
      }),
    ),
  }),
});
