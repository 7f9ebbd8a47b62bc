import { arrayOf, int16, int32, int8, nullable, string, struct } from '@yak/codec';
import { api } from '../api';

/**
 * FindCoordinator: which broker coordinates a group (type 0), a transactional id (1) or a share group (2).
 *
 * - v1: key types (KIP-98).
 * - v3: flexible (KIP-482).
 * - v4: several keys at once (KIP-699).
 * - v5: TRANSACTION_ABORTABLE (KIP-890).
 * - v6: share groups (KIP-932).
 */
export const FindCoordinator = api({
  key: 10,
  name: 'FindCoordinator',
  versions: { min: 0, max: 6 },
  flexibleFrom: 3,
  request: struct({
    key: string({ until: 3 }),
    keyType: int8({ since: 1, default: 0 }),
    coordinatorKeys: arrayOf(string(), { since: 4 }),
  }),
  response: struct({
    throttleTimeMs: int32({ since: 1 }),
    errorCode: int16({ until: 3 }),
    errorMessage: nullable(string({ since: 1, until: 3, cut: true })),
    nodeId: int32({ until: 3 }),
    host: string({ until: 3 }),
    port: int32({ until: 3 }),
    coordinators: arrayOf(
      struct({
        key: string(),
        nodeId: int32(),
        host: string(),
        port: int32(),
        errorCode: int16(),
        errorMessage: nullable(string({ cut: true })),
      }),
      { since: 4 },
    ),
  }),
});
