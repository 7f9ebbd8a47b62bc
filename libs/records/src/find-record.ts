import { hasLogAppendTime } from './batch-header';
import { CorruptBatch } from './corrupt-batch';
import { bodyOf, checkedHeader } from './decode-records';
import { RecordCursor } from './record-cursor';

/** Where a record stands, and when it was made. */
export interface FoundRecord {
  readonly offset: number;
  readonly timestampMs: number;
}

/**
 * The first record that is wanted of the one batch that starts at the first byte; null when none is. Makes no object per
 * record, so that a batch of millions of tiny records costs no more memory than its bytes.
 * Throws CorruptBatch for bad bytes, an unknown codec and more bytes than allowed: a compressed batch is stored as its
 * producer sent it, so this is the producer's fault as long as the CRC holds.
 */
export async function findRecord(
  batch: Buffer,
  limits: { readonly decompressedBytesMax: number },
  isWanted: (record: FoundRecord) => boolean,
): Promise<FoundRecord | null> {
  const header = checkedHeader(batch);
  const body = await bodyOf(batch, header, limits.decompressedBytesMax);
  const cursor = new RecordCursor();
  cursor.open(body, 0, body.length);
  const record = { offset: 0, timestampMs: 0 };
  while (!cursor.isAtEnd) {
    if (!cursor.next()) throw new CorruptBatch(cursor.fault ?? 'a malformed record');
    record.offset = header.baseOffset + cursor.offsetDelta;
    record.timestampMs = hasLogAppendTime(header) ? header.maxTimestamp : header.baseTimestamp + cursor.timestampDelta;
    if (isWanted(record)) return record;
  }
  return null;
}
