import { int16, int32, int64, nullable, string, struct } from '@yak/codec';
import { api } from '../api';

/**
 * InitProducerId: a producer id and epoch, for idempotence alone or for a transactional id.
 *
 * - v2: flexible (KIP-482).
 * - v3: a producer may ask for the next epoch of its own id (KIP-360).
 * - v4: PRODUCER_FENCED (KIP-588).
 * - v5: TRANSACTION_ABORTABLE (KIP-890).
 */
export const InitProducerId = api({
  key: 22,
  name: 'InitProducerId',
  versions: { min: 0, max: 5 },
  flexibleFrom: 2,
  request: struct({
    transactionalId: nullable(string()),
    transactionTimeoutMs: int32(),
    producerId: int64({ since: 3, default: -1 }),
    producerEpoch: int16({ since: 3, default: -1 }),
  }),
  response: struct({
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
    producerId: int64({ default: -1 }),
    producerEpoch: int16(),
  }),
});
