import { arrayOf, int16, int32, int8, nullable, string, struct } from '@yak/codec';
import { api } from '../api';

/**
 * DescribeAcls: the access control entries that match a filter.
 *
 * - v1: pattern types (KIP-290).
 * - v2: flexible (KIP-482).
 * - v3: user resources (KIP-373).
 */
export const DescribeAcls = api({
  key: 29,
  name: 'DescribeAcls',
  versions: { min: 1, max: 3 },
  flexibleFrom: 2,
  request: struct({
    resourceTypeFilter: int8(),
    resourceNameFilter: nullable(string()),
    patternTypeFilter: int8({ default: 3 }),
    principalFilter: nullable(string()),
    hostFilter: nullable(string()),
    operation: int8(),
    permissionType: int8(),
  }),
  response: struct({
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
    errorMessage: nullable(string({ cut: true })),
    resources: arrayOf(
      struct({
        resourceType: int8(),
        resourceName: string(),
        patternType: int8({ default: 3 }),
        acls: arrayOf(
          struct({
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
