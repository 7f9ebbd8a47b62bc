import { type BatchHeader, hasLogAppendTime } from './batch-header';
import { CorruptBatch } from './corrupt-batch';
import { bodyOf, checkedHeader } from './decode-records';
import { RecordCursor } from './record-cursor';

/** A record where it lies. One object is used for all: read it before the walk goes on. */
export interface StoredRecord {
  offset: number;
  timestampMs: number;
  /** the batch's records, decompressed */
  bytes: Buffer;
  /** first byte of the record, its length included, and the one behind it */
  start: number;
  end: number;
  keyStart: number;
  /** null: no key */
  keyBytes: number | null;
  hasValue: boolean;
}

/** A batch whose records were walked. */
export interface WalkedBatch {
  readonly header: BatchHeader;
  /** its records one after another, decompressed */
  readonly body: Buffer;
}

/**
 * Visits every record of the one batch that starts at the first byte, in any codec, without an object per record. Counts and
 * offsets are checked, as those of a compressed batch were never looked at: deltas rise and stay within the header's last one.
 * @param limits.decompressedBytesMax most bytes that the records may take once decompressed
 * Throws CorruptBatch where the bytes are not what the header says; then records before the fault were visited.
 */
export async function walkRecords(
  batch: Buffer,
  limits: { readonly decompressedBytesMax: number },
  visit: (record: StoredRecord) => void,
): Promise<WalkedBatch> {
  const header = checkedHeader(batch);
  const body = await bodyOf(batch, header, limits.decompressedBytesMax);
  const cursor = new RecordCursor();
  cursor.open(body, 0, body.length);
  const record = emptyRecord(body);
  let lastDelta = -1;
  let count = 0;
  while (!cursor.isAtEnd && count <= header.recordsCount) {
    record.start = cursor.position;
    if (!cursor.next()) throw new CorruptBatch(cursor.fault ?? 'a malformed record');
    if (cursor.offsetDelta <= lastDelta || cursor.offsetDelta > header.lastOffsetDelta) {
      throw new CorruptBatch(
        `offset delta ${cursor.offsetDelta} after ${lastDelta} in a batch of ${header.lastOffsetDelta}`,
      );
    }
    lastDelta = cursor.offsetDelta;
    count += 1;
    place(record, cursor, header);
    visit(record);
  }
  if (count !== header.recordsCount) {
    throw new CorruptBatch(`${count} records in a batch that counts ${header.recordsCount}`);
  }
  return { header, body };
}

function emptyRecord(bytes: Buffer): StoredRecord {
  return { offset: 0, timestampMs: 0, bytes, start: 0, end: 0, keyStart: 0, keyBytes: null, hasValue: false };
}

function place(record: StoredRecord, cursor: RecordCursor, header: BatchHeader): void {
  record.offset = header.baseOffset + cursor.offsetDelta;
  record.timestampMs = hasLogAppendTime(header) ? header.maxTimestamp : header.baseTimestamp + cursor.timestampDelta;
  record.end = cursor.position;
  record.keyStart = cursor.keyStart;
  record.keyBytes = cursor.keyLength < 0 ? null : cursor.keyLength;
  record.hasValue = cursor.valueLength >= 0;
}
