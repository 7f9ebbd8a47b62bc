import { arrayOf, bool, int16, int32, int8, nullable, string, struct } from '@yak/codec';
import { api } from '../api';

/**
 * IncrementalAlterConfigs: set (0), delete (1), append to (2) or subtract from (3) single settings (KIP-339).
 *
 * - v1: flexible (KIP-482).
 */
export const IncrementalAlterConfigs = api({
  key: 44,
  name: 'IncrementalAlterConfigs',
  versions: { min: 0, max: 1 },
  flexibleFrom: 1,
  request: struct({
    resources: arrayOf(
      struct({
        resourceType: int8(),
        resourceName: string(),
        configs: arrayOf(
          struct({
            name: string(),
            configOperation: int8(),
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
