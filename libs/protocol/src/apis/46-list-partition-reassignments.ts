import { arrayOf, int16, int32, nullable, string, struct } from '@yak/codec';
import { api } from '../api';

/**
 * ListPartitionReassignments: reassignments under way (KIP-455).
 */
export const ListPartitionReassignments = api({
  key: 46,
  name: 'ListPartitionReassignments',
  versions: { min: 0, max: 0 },
  flexibleFrom: 0,
  request: struct({
    timeoutMs: int32({ default: 60_000 }),
    topics: nullable(
      arrayOf(
        struct({
          name: string(),
          partitionIndexes: arrayOf(int32()),
        }),
      ),
      { default: null },
    ),
  }),
  response: struct({
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
    errorMessage: nullable(string({ cut: true })),
    topics: arrayOf(
      struct({
        name: string(),
        partitions: arrayOf(
          struct({
            partitionIndex: int32(),
            replicas: arrayOf(int32()),
            addingReplicas: arrayOf(int32()),
            removingReplicas: arrayOf(int32()),
          }),
        ),
      }),
    ),
  }),
});
