import { arrayOf, bool, float64, int16, int32, nullable, string, struct } from '@yak/codec';
import { api } from '../api';

/**
 * AlterClientQuotas: set or remove quotas (KIP-546).
 *
 * - v1: flexible (KIP-482).
 */
export const AlterClientQuotas = api({
  key: 49,
  name: 'AlterClientQuotas',
  versions: { min: 0, max: 1 },
  flexibleFrom: 1,
  request: struct({
    entries: arrayOf(
      struct({
        entity: arrayOf(
          struct({
            entityType: string(),
            entityName: nullable(string()),
          }),
        ),
        ops: arrayOf(
          struct({
            key: string(),
            value: float64(),
            remove: bool(),
          }),
        ),
      }),
    ),
    validateOnly: bool(),
  }),
  response: struct({
    throttleTimeMs: int32({ default: 0 }),
    entries: arrayOf(
      struct({
        errorCode: int16(),
        errorMessage: nullable(string({ cut: true })),
        entity: arrayOf(
          struct({
            entityType: string(),
            entityName: nullable(string()),
          }),
        ),
      }),
    ),
  }),
});
