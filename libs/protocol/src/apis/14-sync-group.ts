import { arrayOf, bytes, int16, int32, nullable, string, struct } from '@yak/codec';
import { api } from '../api';

/**
 * SyncGroup: the leader of a classic group hands in the assignment, every member gets its share.
 *
 * - v3: static members (KIP-345).
 * - v4: flexible (KIP-482).
 * - v5: protocol type and name on both sides (KIP-559).
 */
export const SyncGroup = api({
  key: 14,
  name: 'SyncGroup',
  versions: { min: 0, max: 5 },
  flexibleFrom: 4,
  request: struct({
    groupId: string(),
    generationId: int32(),
    memberId: string(),
    groupInstanceId: nullable(string({ since: 3 }), { default: null }),
    protocolType: nullable(string({ since: 5 }), { default: null }),
    protocolName: nullable(string({ since: 5 }), { default: null }),
    assignments: arrayOf(
      struct({
        memberId: string(),
        assignment: bytes(),
      }),
    ),
  }),
  response: struct({
    throttleTimeMs: int32({ since: 1 }),
    errorCode: int16(),
    protocolType: nullable(string({ since: 5 }), { default: null }),
    protocolName: nullable(string({ since: 5 }), { default: null }),
    assignment: bytes(),
  }),
});
