import { arrayOf, bool, float64, int16, int32, int8, nullable, string, struct } from '@yak/codec';
import { api } from '../api';

/**
 * DescribeClientQuotas: quotas of users, client ids and addresses (KIP-546).
 *
 * - v1: flexible (KIP-482).
 */
export const DescribeClientQuotas = api({
  key: 48,
  name: 'DescribeClientQuotas',
  versions: { min: 0, max: 1 },
  flexibleFrom: 1,
  request: struct({
    components: arrayOf(
      struct({
        entityType: string(),
        matchType: int8(),
        match: nullable(string()),
      }),
    ),
    strict: bool(),
  }),
  response: struct({
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
    errorMessage: nullable(string({ cut: true })),
    entries: nullable(
      arrayOf(
        struct({
          entity: arrayOf(
            struct({
              entityType: string(),
              entityName: nullable(string()),
            }),
          ),
          values: arrayOf(
            struct({
              key: string(),
              value: float64(),
            }),
          ),
        }),
      ),
    ),
  }),
});
