import { arrayOf, int16, int32, int64, string, struct } from '@yak/codec';
import { api } from '../api';

const addPartitionsToTxnTopic = struct({
  name: string(),
  partitions: arrayOf(int32()),
});

const addPartitionsToTxnPartitionResult = struct({
  partitionIndex: int32(),
  partitionErrorCode: int16(),
});

const addPartitionsToTxnTopicResult = struct({
  name: string(),
  resultsByPartition: arrayOf(addPartitionsToTxnPartitionResult),
});

/**
 * AddPartitionsToTxn: a transaction is about to write to these partitions.
 *
 * - v3: flexible (KIP-482). Later versions are for brokers among themselves (KIP-890) and not described.
 */
export const AddPartitionsToTxn = api({
  key: 24,
  name: 'AddPartitionsToTxn',
  versions: { min: 0, max: 3 },
  flexibleFrom: 3,
  request: struct({
    v3AndBelowTransactionalId: string(),
    v3AndBelowProducerId: int64(),
    v3AndBelowProducerEpoch: int16(),
    v3AndBelowTopics: arrayOf(addPartitionsToTxnTopic),
  }),
  response: struct({
    throttleTimeMs: int32({ default: 0 }),
    resultsByTopicV3AndBelow: arrayOf(addPartitionsToTxnTopicResult),
  }),
});
