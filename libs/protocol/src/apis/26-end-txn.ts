import { bool, int16, int32, int64, string, struct } from '@yak/codec';
import { api } from '../api';

/**
 * EndTxn: commit or abort the transaction.
 *
 * - v3: flexible (KIP-482).
 * - v4: TRANSACTION_ABORTABLE (KIP-890).
 */
export const EndTxn = api({
  key: 26,
  name: 'EndTxn',
  versions: { min: 0, max: 4 },
  flexibleFrom: 3,
  request: struct({
    transactionalId: string(),
    producerId: int64(),
    producerEpoch: int16(),
    committed: bool(),
  }),
  response: struct({
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
  }),
});
