import { arrayOf, int16, int32, nullable, string, struct } from '@yak/codec';
import { api } from '../api';

/**
 * AlterPartitionReassignments: give partitions other replicas; null cancels (KIP-455).
 */
export const AlterPartitionReassignments = api({
  key: 45,
  name: 'AlterPartitionReassignments',
  versions: { min: 0, max: 0 },
  flexibleFrom: 0,
  request: struct({
    timeoutMs: int32({ default: 60_000 }),
    topics: arrayOf(
      struct({
        name: string(),
        partitions: arrayOf(
          struct({
            partitionIndex: int32(),
            replicas: nullable(arrayOf(int32()), { default: null }),
          }),
        ),
      }),
    ),
  }),
  response: struct({
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
    errorMessage: nullable(string({ cut: true })),
    responses: arrayOf(
      struct({
        name: string(),
        partitions: arrayOf(
          struct({
            partitionIndex: int32(),
            errorCode: int16(),
            errorMessage: nullable(string({ cut: true })),
          }),
        ),
      }),
    ),
  }),
});
