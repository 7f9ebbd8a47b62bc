import { arrayOf, bool, int16, int32, int64, string, struct } from '@yak/codec';
import { api } from '../api';

/**
 * WriteTxnMarkers: the transaction coordinator has markers appended by leaders. Between brokers.
 *
 * - v1: flexible (KIP-482).
 */
export const WriteTxnMarkers = api({
  key: 27,
  name: 'WriteTxnMarkers',
  versions: { min: 1, max: 1 },
  flexibleFrom: 1,
  request: struct({
    markers: arrayOf(
      struct({
        producerId: int64(),
        producerEpoch: int16(),
        transactionResult: bool(),
        topics: arrayOf(
          struct({
            name: string(),
            partitionIndexes: arrayOf(int32()),
          }),
        ),
        coordinatorEpoch: int32(),
      }),
    ),
  }),
  response: struct({
    markers: arrayOf(
      struct({
        producerId: int64(),
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
    ),
  }),
});
