export {
  type BatchHeader,
  compressionOf,
  hasLogAppendTime,
  hasProducer,
  HEADER_BYTES,
  isControl,
  isTransactional,
  lastOffset,
  lastSequence,
  nextOffset,
  readBatchHeader,
} from './batch-header';
export { checkBatch } from './check-batch';
export { placeBatch, type ProducedBatch } from './place-batch';
export type { ProduceRules, RecordRefusal } from './produce-rules';
export { validateProducedBatch } from './validate-produced-batch';
export type { KafkaRecord, RecordHeader, RecordInput } from './kafka-record';
export { CorruptBatch } from './corrupt-batch';
export { type BatchInput, encodeBatch, encodePlainBatch } from './encode-batch';
export { decodePlainRecords, decodeRecords } from './decode-records';
export { findRecord } from './find-record';
export { type StoredRecord, walkRecords } from './walk-records';
export { deleteHorizonOf, emptiedBatch, rebuildBatch, sieveBatch } from './rebuild-batch';
export { encodeTransactionMarker, readTransactionMarker, type TransactionMarker } from './transaction-marker';
export { type Codec, CODECS } from './compression/codec';
export { compress } from './compression/compress';
export { decompress } from './compression/decompress';
export {
  ABORTED_TRANSACTION_BYTES,
  type AbortedTransaction,
  readAbortedTransaction,
  writeAbortedTransaction,
} from './folds/aborted-transaction';
export { LeaderEpochs } from './folds/leader-epochs';
export { type ProducerEntry, ProducerStates } from './folds/producer-states';
