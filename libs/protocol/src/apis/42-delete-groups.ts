import { arrayOf, int16, int32, string, struct } from '@yak/codec';
import { api } from '../api';

/**
 * DeleteGroups: forget empty groups.
 *
 * - v2: flexible (KIP-482).
 */
export const DeleteGroups = api({
  key: 42,
  name: 'DeleteGroups',
  versions: { min: 0, max: 2 },
  flexibleFrom: 2,
  request: struct({
    groupsNames: arrayOf(string()),
  }),
  response: struct({
    throttleTimeMs: int32({ default: 0 }),
    results: arrayOf(
      struct({
        groupId: string(),
        errorCode: int16(),
      }),
    ),
  }),
});
