import { type BatchHeader, HEADER_BYTES, isControl, isTransactional } from './batch-header';
import { encodePlainBatch } from './encode-batch';
import { RecordCursor } from './record-cursor';

const KEY_BYTES = 4;
const VALUE_BYTES = 6;
const TYPES = ['abort', 'commit'] as const;

/** How a transaction ended in one partition, and by the word of which coordinator. Source: Kafka EndTransactionMarker. */
export interface TransactionMarker {
  readonly type: (typeof TYPES)[number];
  /** Counts the coordinators of the transactional id; the partition keeps the highest. int32. */
  readonly coordinatorEpoch: number;
}

/** A control batch with one marker: key int16 version 0, int16 type (0 abort, 1 commit); value int16 version 0, int32 epoch. */
export function encodeTransactionMarker(
  marker: TransactionMarker,
  producer: { readonly producerId: number; readonly producerEpoch: number },
  timestampMs: number,
): Buffer {
  const key = Buffer.alloc(KEY_BYTES);
  key.writeInt16BE(TYPES.indexOf(marker.type), 2);
  const value = Buffer.alloc(VALUE_BYTES);
  value.writeInt32BE(marker.coordinatorEpoch, 2);
  return encodePlainBatch({
    records: [{ timestampMs, key, value }],
    producer: { ...producer, baseSequence: -1 },
    isTransactional: true,
    isControl: true,
  });
}

/**
 * The marker in a transactional control batch; null for every other batch, for an unknown type, and when compaction has
 * left no record.
 * @param bytes the batch, from its first byte on
 */
export function readTransactionMarker(bytes: Buffer, header: BatchHeader): TransactionMarker | null {
  if (!isControl(header) || !isTransactional(header) || header.recordsCount < 1) return null;
  const cursor = new RecordCursor();
  cursor.open(bytes, HEADER_BYTES, header.sizeInBytes);
  if (!cursor.next() || cursor.keyLength < KEY_BYTES || cursor.valueLength < VALUE_BYTES) return null;
  const type = TYPES[bytes.readInt16BE(cursor.keyStart + 2)];
  if (type === undefined) return null;
  return { type, coordinatorEpoch: bytes.readInt32BE(cursor.valueStart + 2) };
}
