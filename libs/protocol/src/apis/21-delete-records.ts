import { arrayOf, int16, int32, int64, string, struct } from '@yak/codec';
import { api } from '../api';

/**
 * DeleteRecords: move the log start offset of partitions forward; -1 is the high watermark.
 *
 * - v2: flexible (KIP-482).
 */
export const DeleteRecords = api({
  key: 21,
  name: 'DeleteRecords',
  versions: { min: 0, max: 2 },
  flexibleFrom: 2,
  request: struct({
    topics: arrayOf(
      struct({
        name: string(),
        partitions: arrayOf(
          struct({
            partitionIndex: int32(),
            offset: int64(),
          }),
        ),
      }),
    ),
    timeoutMs: int32(),
  }),
  response: struct({
    throttleTimeMs: int32({ default: 0 }),
    topics: arrayOf(
      struct({
        name: string(),
        partitions: arrayOf(
          struct({
            partitionIndex: int32(),
            lowWatermark: int64(),
            errorCode: int16(),
          }),
        ),
      }),
    ),
  }),
});
