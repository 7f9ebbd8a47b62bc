import { arrayOf, bool, int16, int32, int64, nullable, string, struct } from '@yak/codec';
import { api } from '../api';

/**
 * DescribeLogDirs: sizes of replicas by log directory.
 *
 * - v2: flexible (KIP-482).
 * - v3: an error of the whole request (KIP-784).
 * - v4: total and usable bytes of the volume (KIP-827).
 */
export const DescribeLogDirs = api({
  key: 35,
  name: 'DescribeLogDirs',
  versions: { min: 1, max: 4 },
  flexibleFrom: 2,
  request: struct({
    topics: nullable(
      arrayOf(
        struct({
          topic: string(),
          partitions: arrayOf(int32()),
        }),
      ),
    ),
  }),
  response: struct({
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16({ since: 3 }),
    results: arrayOf(
      struct({
        errorCode: int16(),
        logDir: string(),
        topics: arrayOf(
          struct({
            name: string(),
            partitions: arrayOf(
              struct({
                partitionIndex: int32(),
                partitionSize: int64(),
                offsetLag: int64(),
                isFutureKey: bool(),
              }),
            ),
          }),
        ),
        totalBytes: int64({ since: 4, default: -1 }),
        usableBytes: int64({ since: 4, default: -1 }),
      }),
    ),
  }),
});
