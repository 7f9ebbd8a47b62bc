import { arrayOf, bool, int16, int32, nullable, string, struct } from '@yak/codec';
import { api } from '../api';

/**
 * CreatePartitions: raise the partition count of topics.
 *
 * - v2: flexible (KIP-482).
 * - v3: throttling by quota (KIP-599).
 */
export const CreatePartitions = api({
  key: 37,
  name: 'CreatePartitions',
  versions: { min: 0, max: 3 },
  flexibleFrom: 2,
  request: struct({
    topics: arrayOf(
      struct({
        name: string(),
        count: int32(),
        assignments: nullable(
          arrayOf(
            struct({
              brokerIds: arrayOf(int32()),
            }),
          ),
        ),
      }),
    ),
    timeoutMs: int32(),
    validateOnly: bool(),
  }),
  response: struct({
    throttleTimeMs: int32({ default: 0 }),
    results: arrayOf(
      struct({
        name: string(),
        errorCode: int16(),
        errorMessage: nullable(string({ cut: true }), { default: null }),
      }),
    ),
  }),
});
