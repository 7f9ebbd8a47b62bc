import { assert } from '@yak/base';
import { readInt64, writeInt64 } from '../int64';

/** Bytes of one entry of a `.txnindex` file. */
export const ABORTED_TRANSACTION_BYTES = 34;
const VERSION = 0;

/** One aborted transaction of a partition, as the transaction index keeps it. Source: Kafka AbortedTxn. */
export interface AbortedTransaction {
  readonly producerId: number;
  /** Offset of its first record. */
  readonly firstOffset: number;
  /** Offset of its marker. */
  readonly lastOffset: number;
  /** Last stable offset once it was over: no transaction that ended later has an entry that a reader below this needs. */
  readonly lastStableOffset: number;
}

/** One entry as 34 bytes: int16 version 0, producer id, first offset, last offset, last stable offset, int64 each. */
export function writeAbortedTransaction(entry: AbortedTransaction): Buffer {
  assert(entry.firstOffset <= entry.lastOffset, 'a transaction starts before its marker');
  const bytes = Buffer.alloc(ABORTED_TRANSACTION_BYTES);
  bytes.writeInt16BE(VERSION, 0);
  writeInt64(bytes, entry.producerId, 2);
  writeInt64(bytes, entry.firstOffset, 10);
  writeInt64(bytes, entry.lastOffset, 18);
  writeInt64(bytes, entry.lastStableOffset, 26);
  return bytes;
}

/** The entry at `position`; null when it is cut short, of another version or senseless: the index must be rebuilt. */
export function readAbortedTransaction(bytes: Buffer, position = 0): AbortedTransaction | null {
  if (bytes.length - position < ABORTED_TRANSACTION_BYTES) return null;
  if (bytes.readInt16BE(position) !== VERSION) return null;
  const entry = {
    producerId: readInt64(bytes, position + 2),
    firstOffset: readInt64(bytes, position + 10),
    lastOffset: readInt64(bytes, position + 18),
    lastStableOffset: readInt64(bytes, position + 26),
  };
  return entry.firstOffset >= 0 && entry.firstOffset <= entry.lastOffset ? entry : null;
}
