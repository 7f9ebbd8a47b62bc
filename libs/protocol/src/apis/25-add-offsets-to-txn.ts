import { int16, int32, int64, string, struct } from '@yak/codec';
import { api } from '../api';

/**
 * AddOffsetsToTxn: a transaction is about to commit offsets of this group.
 *
 * - v3: flexible (KIP-482).
 * - v4: TRANSACTION_ABORTABLE (KIP-890).
 */
export const AddOffsetsToTxn = api({
  key: 25,
  name: 'AddOffsetsToTxn',
  versions: { min: 0, max: 4 },
  flexibleFrom: 3,
  request: struct({
    transactionalId: string(),
    producerId: int64(),
    producerEpoch: int16(),
    groupId: string(),
  }),
  response: struct({
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
  }),
});
