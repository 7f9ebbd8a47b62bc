import { arrayOf, int16, int32, string, struct } from '@yak/codec';
import { api } from '../api';

/**
 * ListGroups: the groups that this broker coordinates.
 *
 * - v3: flexible (KIP-482).
 * - v4: filter by state (KIP-518).
 * - v5: filter by type (KIP-848).
 */
export const ListGroups = api({
  key: 16,
  name: 'ListGroups',
  versions: { min: 0, max: 5 },
  flexibleFrom: 3,
  request: struct({
    statesFilter: arrayOf(string(), { since: 4 }),
    typesFilter: arrayOf(string(), { since: 5 }),
  }),
  response: struct({
    throttleTimeMs: int32({ since: 1 }),
    errorCode: int16(),
    groups: arrayOf(
      struct({
        groupId: string(),
        protocolType: string(),
        groupState: string({ since: 4 }),
        groupType: string({ since: 5 }),
      }),
    ),
  }),
});
