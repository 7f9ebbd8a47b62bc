import { arrayOf, bool, bytes, int16, int32, nullable, string, struct } from '@yak/codec';
import { api } from '../api';

/**
 * JoinGroup: enter the next generation of a classic group; the answer waits for the others.
 *
 * - v1: rebalance timeout (KIP-62).
 * - v4: a first answer names the member id (KIP-394).
 * - v5: static members (KIP-345).
 * - v6: flexible (KIP-482).
 * - v7: protocol type in the answer (KIP-559).
 * - v8: reason (KIP-800).
 * - v9: the leader may be told to skip the assignment (KIP-814).
 */
export const JoinGroup = api({
  key: 11,
  name: 'JoinGroup',
  versions: { min: 0, max: 9 },
  flexibleFrom: 6,
  request: struct({
    groupId: string(),
    sessionTimeoutMs: int32(),
    rebalanceTimeoutMs: int32({ since: 1, default: -1 }),
    memberId: string(),
    groupInstanceId: nullable(string({ since: 5 }), { default: null }),
    protocolType: string(),
    protocols: arrayOf(
      struct({
        name: string(),
        metadata: bytes(),
      }),
    ),
    reason: nullable(string({ since: 8 }), { default: null }),
  }),
  response: struct({
    throttleTimeMs: int32({ since: 2 }),
    errorCode: int16(),
    generationId: int32({ default: -1 }),
    protocolType: nullable(string({ since: 7 }), { default: null }),
    protocolName: nullable(string(), { since: 7 }),
    leader: string(),
    skipAssignment: bool({ since: 9, default: false }),
    memberId: string(),
    members: arrayOf(
      struct({
        memberId: string(),
        groupInstanceId: nullable(string({ since: 5 }), { default: null }),
        metadata: bytes(),
      }),
    ),
  }),
});
