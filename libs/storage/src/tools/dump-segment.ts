import {
  type AbortedTransaction,
  ABORTED_TRANSACTION_BYTES,
  type BatchHeader,
  type KafkaRecord,
  decodeRecords,
  readAbortedTransaction,
} from '@yak/records';
import type { Disk } from '../disk';
import { type OffsetEntry, OffsetIndex } from '../log/offset-index';
import { scanBatches } from '../log/scan-batches';
import { type TimeEntry, TimeIndex } from '../log/time-index';

/** Most bytes that the records of one batch may take when they are shown. */
const DECOMPRESSED_BYTES_MAX = 256 * 1024 * 1024;

/** One batch of a segment file. */
export interface DumpedBatch {
  readonly header: BatchHeader;
  /** where it starts in the file */
  readonly position: number;
  /** why its bytes are not sound, or null */
  readonly fault: string | null;
}

/** A segment as its files are. */
export interface DumpedSegment {
  readonly baseOffset: number;
  readonly sizeInBytes: number;
  readonly batches: number;
  /** offset behind the last batch */
  readonly nextOffset: number;
  readonly offsetEntries: readonly OffsetEntry[];
  readonly timeEntries: readonly TimeEntry[];
  readonly abortedTransactions: readonly AbortedTransaction[];
  /** why the walk ended before the file did, and where; null when it did not */
  readonly end: { readonly position: number; readonly fault: string } | null;
}

/** Whom the dump tells what it meets, in file order. */
export interface SegmentVisitor {
  readonly batch: (batch: DumpedBatch) => void;
  /** Called for batches with sound bytes when given; after `batch`. */
  readonly records?: (records: readonly KafkaRecord[], batch: DumpedBatch) => void;
}

/** The base offset that a segment's file name stands for. */
export function baseOffsetOfPath(logPath: string): number {
  const name = logPath.slice(logPath.lastIndexOf('/') + 1);
  return Number.parseInt(name, 10);
}

function entriesOf<T>(index: { readonly table: { readonly count: number }; at(position: number): T | null }): T[] {
  const entries: T[] = [];
  for (let i = 0; i < index.table.count; i += 1) {
    const entry = index.at(i);
    if (entry !== null) entries.push(entry);
  }
  return entries;
}

/**
 * Walks one `.log` file and reads the index files beside it, without changing anything; Kafka's own files too.
 * Works while the broker runs; then the end may be cut through a batch.
 * @param logPath ends in `<20 digits>.log`
 * Rejects with the disk's StorageError.
 */
export async function dumpSegment(disk: Disk, logPath: string, visitor: SegmentVisitor): Promise<DumpedSegment> {
  const stem = logPath.slice(0, -'.log'.length);
  const baseOffset = baseOffsetOfPath(logPath);
  const file = await disk.open(logPath, 'read');
  const found: { batch: DumpedBatch; bytes: Buffer | null }[] = [];
  let batches = 0;
  try {
    const sizeInBytes = await file.size();
    let position = 0;
    let nextOffset = baseOffset;
    let fault: string | null = null;
    // One batch at a time where records are shown, as they are decoded asynchronously.
    do {
      const result = await scanBatches(
        { file, position, endPosition: sizeInBytes, offsetMin: nextOffset, depth: 'checked' },
        (batch) => {
          const dumped = { header: batch.header, position: batch.position, fault: batch.fault };
          if (visitor.records === undefined || batch.bytes === null || batch.fault !== null) {
            visitor.batch(dumped);
            batches += 1;
            return true;
          }
          found.push({ batch: dumped, bytes: Buffer.from(batch.bytes) });
          return false;
        },
      );
      ({ position, nextOffset, fault } = result);
      const shown = found.pop();
      if (shown === undefined || shown.bytes === null) break;
      visitor.batch(shown.batch);
      batches += 1;
      visitor.records?.(
        await decodeRecords(shown.bytes, { decompressedBytesMax: DECOMPRESSED_BYTES_MAX }),
        shown.batch,
      );
      position += shown.batch.header.sizeInBytes;
      nextOffset = shown.batch.header.baseOffset + shown.batch.header.lastOffsetDelta + 1;
    } while (position < sizeInBytes);
    const end = position < sizeInBytes ? { position, fault: fault ?? 'the walk ended' } : null;
    return { baseOffset, sizeInBytes, batches, nextOffset, end, ...(await readIndexFiles(disk, stem, baseOffset)) };
  } finally {
    await file.close();
  }
}

async function readIndexFiles(
  disk: Disk,
  stem: string,
  baseOffset: number,
): Promise<{ offsetEntries: OffsetEntry[]; timeEntries: TimeEntry[]; abortedTransactions: AbortedTransaction[] }> {
  const offsets = new OffsetIndex(baseOffset, (await disk.readWholeFile(`${stem}.index`)) ?? undefined);
  const times = new TimeIndex(baseOffset, (await disk.readWholeFile(`${stem}.timeindex`)) ?? undefined);
  const transactions = (await disk.readWholeFile(`${stem}.txnindex`)) ?? Buffer.alloc(0);
  const abortedTransactions: AbortedTransaction[] = [];
  for (let position = 0; position < transactions.length; position += ABORTED_TRANSACTION_BYTES) {
    const entry = readAbortedTransaction(transactions, position);
    if (entry === null) break;
    abortedTransactions.push(entry);
  }
  return { offsetEntries: entriesOf(offsets), timeEntries: entriesOf(times), abortedTransactions };
}
