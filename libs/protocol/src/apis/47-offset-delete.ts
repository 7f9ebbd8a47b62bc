import { arrayOf, int16, int32, string, struct } from '@yak/codec';
import { api } from '../api';

/**
 * OffsetDelete: forget committed offsets of a group (KIP-496). Never flexible.
 */
export const OffsetDelete = api({
  key: 47,
  name: 'OffsetDelete',
  versions: { min: 0, max: 0 },
  flexibleFrom: null,
  request: struct({
    groupId: string(),
    topics: arrayOf(
      struct({
        name: string(),
        partitions: arrayOf(
          struct({
            partitionIndex: int32(),
          }),
        ),
      }),
    ),
  }),
  response: struct({
    errorCode: int16(),
    throttleTimeMs: int32({ default: 0 }),
    topics: arrayOf(
      struct({
        name: string(),
        partitions: arrayOf(
          struct({
            partitionIndex: int32(),
            errorCode: int16(),
          }),
        ),
      }),
    ),
  }),
});
