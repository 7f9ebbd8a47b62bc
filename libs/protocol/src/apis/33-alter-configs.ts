import { arrayOf, bool, int16, int32, int8, nullable, string, struct } from '@yak/codec';
import { api } from '../api';

/**
 * AlterConfigs: replace all dynamic settings of a resource.
 *
 * - v2: flexible (KIP-482).
 */
export const AlterConfigs = api({
  key: 33,
  name: 'AlterConfigs',
  versions: { min: 0, max: 2 },
  flexibleFrom: 2,
  request: struct({
    resources: arrayOf(
      struct({
        resourceType: int8(),
        resourceName: string(),
        configs: arrayOf(
          struct({
            name: string(),
            value: nullable(string()),
          }),
        ),
      }),
    ),
    validateOnly: bool(),
  }),
  response: struct({
    throttleTimeMs: int32({ default: 0 }),
    responses: arrayOf(
      struct({
        errorCode: int16(),
        errorMessage: nullable(string({ cut: true })),
        resourceType: int8(),
        resourceName: string(),
      }),
    ),
  }),
});
