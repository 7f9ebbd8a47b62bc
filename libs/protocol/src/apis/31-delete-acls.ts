import { arrayOf, int16, int32, int8, nullable, string, struct } from '@yak/codec';
import { api } from '../api';

/**
 * DeleteAcls: remove the access control entries that match filters.
 *
 * - v1: pattern types (KIP-290).
 * - v2: flexible (KIP-482).
 * - v3: user resources (KIP-373).
 */
export const DeleteAcls = api({
  key: 31,
  name: 'DeleteAcls',
  versions: { min: 1, max: 3 },
  flexibleFrom: 2,
  request: struct({
    filters: arrayOf(
      struct({
        resourceTypeFilter: int8(),
        resourceNameFilter: nullable(string()),
        patternTypeFilter: int8({ default: 3 }),
        principalFilter: nullable(string()),
        hostFilter: nullable(string()),
        operation: int8(),
        permissionType: int8(),
      }),
    ),
  }),
  response: struct({
    throttleTimeMs: int32({ default: 0 }),
    filterResults: arrayOf(
      struct({
        errorCode: int16(),
        errorMessage: nullable(string({ cut: true })),
        matchingAcls: arrayOf(
          struct({
            errorCode: int16(),
            errorMessage: nullable(string({ cut: true })),
            resourceType: int8(),
            resourceName: string(),
            patternType: int8({ default: 3 }),
            principal: string(),
            host: string(),
            operation: int8(),
            permissionType: int8(),
          }),
        ),
      }),
    ),
  }),
});
