import { arrayOf, int16, int32, int64, nullable, string, struct } from '@yak/codec';
import { api } from '../api';

/**
 * DescribeProducers: the producers that a leader remembers for partitions (KIP-664).
 */
export const DescribeProducers = api({
  key: 61,
  name: 'DescribeProducers',
  versions: { min: 0, max: 0 },
  flexibleFrom: 0,
  request: struct({
    topics: arrayOf(
      struct({
        name: string(),
        partitionIndexes: arrayOf(int32()),
      }),
    ),
  }),
  response: struct({
    throttleTimeMs: int32({ default: 0 }),
    topics: arrayOf(
      struct({
        name: string(),
        partitions: arrayOf(
          struct({
            partitionIndex: int32(),
            errorCode: int16(),
            errorMessage: nullable(string({ cut: true }), { default: null }),
            activeProducers: arrayOf(
              struct({
                producerId: int64(),
                producerEpoch: int32(),
                lastSequence: int32({ default: -1 }),
                lastTimestamp: int64({ default: -1 }),
                coordinatorEpoch: int32(),
                currentTxnStartOffset: int64({ default: -1 }),
              }),
            ),
          }),
        ),
      }),
    ),
  }),
});
