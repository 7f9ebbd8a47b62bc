import { arrayOf, int16, int32, nullable, string, struct } from '@yak/codec';
import { api } from '../api';

/**
 * LeaveGroup: members leave a classic group.
 *
 * - v3: several members at once, static ones by instance id (KIP-345).
 * - v4: flexible (KIP-482).
 * - v5: reason (KIP-800).
 */
export const LeaveGroup = api({
  key: 13,
  name: 'LeaveGroup',
  versions: { min: 0, max: 5 },
  flexibleFrom: 4,
  request: struct({
    groupId: string(),
    memberId: string({ until: 2 }),
    members: arrayOf(
      struct({
        memberId: string(),
        groupInstanceId: nullable(string(), { default: null }),
        reason: nullable(string({ since: 5 }), { default: null }),
      }),
      { since: 3 },
    ),
  }),
  response: struct({
    throttleTimeMs: int32({ since: 1 }),
    errorCode: int16(),
    members: arrayOf(
      struct({
        memberId: string(),
        groupInstanceId: nullable(string()),
        errorCode: int16(),
      }),
      { since: 3 },
    ),
  }),
});
