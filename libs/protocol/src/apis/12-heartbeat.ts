import { int16, int32, nullable, string, struct } from '@yak/codec';
import { api } from '../api';

/**
 * Heartbeat: a member of a classic group lives, and learns of a rebalance.
 *
 * - v3: static members (KIP-345).
 * - v4: flexible (KIP-482).
 */
export const Heartbeat = api({
  key: 12,
  name: 'Heartbeat',
  versions: { min: 0, max: 4 },
  flexibleFrom: 4,
  request: struct({
    groupId: string(),
    generationId: int32(),
    memberId: string(),
    groupInstanceId: nullable(string({ since: 3 }), { default: null }),
  }),
  response: struct({
    throttleTimeMs: int32({ since: 1 }),
    errorCode: int16(),
  }),
});
