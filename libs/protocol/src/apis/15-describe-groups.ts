import { arrayOf, bool, bytes, int16, int32, nullable, string, struct } from '@yak/codec';
import { api } from '../api';

/**
 * DescribeGroups: state, protocol and members of classic groups.
 *
 * - v3: authorised operations (KIP-430).
 * - v4: static members (KIP-345).
 * - v5: flexible (KIP-482).
 */
export const DescribeGroups = api({
  key: 15,
  name: 'DescribeGroups',
  versions: { min: 0, max: 5 },
  flexibleFrom: 5,
  request: struct({
    groups: arrayOf(string()),
    includeAuthorizedOperations: bool({ since: 3 }),
  }),
  response: struct({
    throttleTimeMs: int32({ since: 1 }),
    groups: arrayOf(
      struct({
        errorCode: int16(),
        groupId: string(),
        groupState: string(),
        protocolType: string(),
        protocolData: string(),
        members: arrayOf(
          struct({
            memberId: string(),
            groupInstanceId: nullable(string({ since: 4 }), { default: null }),
            clientId: string(),
            clientHost: string(),
            memberMetadata: bytes(),
            memberAssignment: bytes(),
          }),
        ),
        authorizedOperations: int32({ since: 3, default: -2_147_483_648 }),
      }),
    ),
  }),
});
