import { ErrorCode, refusal } from '@yak/model';
import { type BatchHeader, compressionOf, hasLogAppendTime, HEADER_BYTES } from './batch-header';
import { RecordCursor } from './record-cursor';
import { skimRecords } from './skim-records';
import type { ProduceRules, RecordError, RecordRefusal } from './produce-rules';

const NAMED_RECORDS_MAX = 100;
const NO_TIMESTAMP = -1;
const cursor = new RecordCursor();

/**
 * Judges the records of a batch whose header is in order: real count, offset deltas, sizes, headers, keys, timestamps.
 * A compressed batch is judged by its header alone.
 * @returns the real largest timestamp (the header's for a compressed batch), or why the batch is refused:
 *          INVALID_RECORD for the shape or a missing key, INVALID_TIMESTAMP if any record's time is out of bounds
 * Source: Kafka LogValidator.validateRecord, processRecordErrors.
 */
export function judgeRecords(bytes: Buffer, header: BatchHeader, rules: ProduceRules): number | RecordRefusal {
  if (compressionOf(header) !== 'none') return judgeCompressed(header, rules);
  const usual = judgeUsual(bytes, header, rules);
  if (usual !== null) return usual;
  cursor.open(bytes, HEADER_BYTES, header.sizeInBytes);
  const judged = judgePlain(header, rules);
  cursor.close();
  return judged;
}

function judgeCompressed(header: BatchHeader, rules: ProduceRules): number | RecordRefusal {
  const fault =
    timestampFault(header.baseTimestamp, header, rules) ?? timestampFault(header.maxTimestamp, header, rules);
  return fault === null ? header.maxTimestamp : { ...refusal(ErrorCode.INVALID_TIMESTAMP, fault), recordErrors: [] };
}

/** The largest timestamp of a batch that nothing is wrong with and nothing unusual about; null for the closer look. */
function judgeUsual(bytes: Buffer, header: BatchHeader, rules: ProduceRules): number | null {
  const seen = skimRecords(bytes, HEADER_BYTES, { end: header.sizeInBytes, count: header.recordsCount });
  if (seen === null || (rules.compacted && !seen.hasEveryKey)) return null;
  const latest = header.baseTimestamp + seen.maxTimestampDelta;
  const isInOrder =
    timestampFault(header.baseTimestamp + seen.minTimestampDelta, header, rules) === null &&
    timestampFault(latest, header, rules) === null;
  return isInOrder ? Math.max(latest, NO_TIMESTAMP) : null;
}

function judgePlain(header: BatchHeader, rules: ProduceRules): number | RecordRefusal {
  const errors: RecordError[] = [];
  let maxTimestamp = NO_TIMESTAMP;
  let isTimestampAtFault = false;
  for (let index = 0; index < header.recordsCount; index += 1) {
    const fault = shapeFault(index);
    if (fault !== null) return invalidRecords([{ batchIndex: index, message: fault }]);
    const timestamp = header.baseTimestamp + cursor.timestampDelta;
    if (timestamp > maxTimestamp) maxTimestamp = timestamp;
    const keyFault = rules.compacted ? missingKeyFault() : null;
    const message = keyFault ?? timestampFault(timestamp, header, rules);
    if (message === null) continue;
    isTimestampAtFault ||= keyFault === null;
    if (errors.length < NAMED_RECORDS_MAX) errors.push({ batchIndex: index, message });
  }
  if (!cursor.isAtEnd) return invalidRecords([], 'bytes after the last record that the batch counts');
  if (isTimestampAtFault)
    return { ...refusal(ErrorCode.INVALID_TIMESTAMP, 'records with a timestamp out of bounds'), recordErrors: errors };
  return errors.length === 0 ? maxTimestamp : invalidRecords(errors);
}

function invalidRecords(recordErrors: readonly RecordError[], detail = recordErrors[0]?.message): RecordRefusal {
  return { ...refusal(ErrorCode.INVALID_RECORD, detail), recordErrors };
}

/** Moves the cursor to the record at `index` of its batch and says what is wrong with its shape. */
function shapeFault(index: number): string | null {
  if (cursor.isAtEnd) return 'the batch ends before the last record that it counts';
  if (!cursor.next()) return cursor.fault ?? 'a malformed record';
  return cursor.offsetDelta === index ? null : `offset delta ${cursor.offsetDelta} of record ${index}`;
}

function missingKeyFault(): string | null {
  return cursor.keyLength < 0 ? 'a record of a compacted topic needs a key' : null;
}

function timestampFault(timestamp: number, header: BatchHeader, rules: ProduceRules): string | null {
  if (hasLogAppendTime(header)) return 'only the broker marks a batch with log append time';
  if (!Number.isSafeInteger(timestamp)) return `timestamp ${timestamp} is out of range`;
  if (rules.timestampType === 'LogAppendTime' || timestamp === NO_TIMESTAMP) return null;
  const ageMs = rules.nowMs - timestamp;
  if (ageMs <= rules.timestampBeforeMaxMs && -ageMs <= rules.timestampAfterMaxMs) return null;
  return `timestamp ${timestamp} is too far from the broker's ${rules.nowMs}`;
}
