import { arrayOf, int16, int32, int8, nullable, string, struct } from '@yak/codec';
import { api } from '../api';

/**
 * CreateAcls: add access control entries.
 *
 * - v1: pattern types (KIP-290).
 * - v2: flexible (KIP-482).
 * - v3: user resources (KIP-373).
 */
export const CreateAcls = api({
  key: 30,
  name: 'CreateAcls',
  versions: { min: 1, max: 3 },
  flexibleFrom: 2,
  request: struct({
    creations: arrayOf(
      struct({
        resourceType: int8(),
        resourceName: string(),
        resourcePatternType: int8({ default: 3 }),
        principal: string(),
        host: string(),
        operation: int8(),
        permissionType: int8(),
      }),
    ),
  }),
  response: struct({
    throttleTimeMs: int32({ default: 0 }),
    results: arrayOf(
      struct({
        errorCode: int16(),
        errorMessage: nullable(string({ cut: true })),
      }),
    ),
  }),
});
