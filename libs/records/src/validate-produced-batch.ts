import { ErrorCode, refusal } from '@yak/model';
import {
  ATTRIBUTE,
  type BatchHeader,
  FIELD,
  hasProducer,
  HEADER_BYTES,
  isControl,
  LENGTH_OVERHEAD_BYTES,
  readBatchHeader,
} from './batch-header';
import { crcOf } from './check-batch';
import { CODECS } from './compression/codec';
import { writeInt64 } from './int64';
import { judgeRecords } from './judge-records';
import type { ProducedBatch } from './place-batch';
import type { ProduceRules, RecordRefusal } from './produce-rules';

const MAGIC_VISIBLE_BYTES = FIELD.magic + 1;
/** Smallest size that Kafka takes for a batch or message of any magic; below it the bytes are noise. */
const LEGACY_BYTES_MIN = 14;
const ZSTD_VERSION_MIN = 7;

/**
 * Whether the records of one partition of a Produce request may be appended: exactly one batch of magic 2, whole,
 * unharmed, within the topic's rules. Synchronous; records of an uncompressed batch are walked without an object each;
 * a compressed batch is never decompressed, its header is believed.
 *
 * Settles the timestamps in place (maxTimestamp, and for LogAppendTime the attribute), with a new CRC only if they changed.
 *
 * Errors, in Kafka's order: INVALID_RECORD (no batch, cut, more than one, old magic), CORRUPT_MESSAGE (senseless size or
 * magic), UNSUPPORTED_COMPRESSION_TYPE, INVALID_RECORD (base offset), MESSAGE_TOO_LARGE, CORRUPT_MESSAGE (CRC),
 * INVALID_RECORD (counts, control bit, sequence, records, keys), INVALID_TIMESTAMP, RECORD_LIST_TOO_LARGE.
 * Source: Kafka ProduceRequest.validateRecords, UnifiedLog.analyzeAndValidateRecords, LogValidator.
 */
export function validateProducedBatch(records: Buffer | null, rules: ProduceRules): ProducedBatch | RecordRefusal {
  const refused = judgeEnvelope(records, rules);
  if (refused !== null) return refused;
  const bytes = records ?? Buffer.alloc(0);
  const header = readBatchHeader(bytes);
  if (header === null) return refuse(ErrorCode.CORRUPT_MESSAGE, 'the batch is smaller than its header');
  const fault = judgeWhole(bytes, header, rules) ?? judgeHeader(header);
  if (fault !== null) return fault;
  const maxTimestamp = judgeRecords(bytes, header, rules);
  if (typeof maxTimestamp === 'object') return maxTimestamp;
  if (header.sizeInBytes > rules.segmentBytes) {
    return refuse(
      ErrorCode.RECORD_LIST_TOO_LARGE,
      `batch of ${header.sizeInBytes} bytes, segment.bytes is ${rules.segmentBytes}`,
    );
  }
  settleTimestamps(bytes, header, rules.timestampType === 'LogAppendTime' ? null : maxTimestamp, rules.nowMs);
  return { bytes, header };
}

/** Makes a refusal that blames no single record. */
function refuse(code: ErrorCode, detail: string): RecordRefusal {
  return { ...refusal(code, detail), recordErrors: [] };
}

/** What can be told before there is a whole header: is this exactly one batch of magic 2 in a codec of this version? */
function judgeEnvelope(records: Buffer | null, rules: ProduceRules): RecordRefusal | null {
  if (records === null || records.length < MAGIC_VISIBLE_BYTES) {
    return refuse(ErrorCode.INVALID_RECORD, 'a produce request needs one record batch per partition');
  }
  const sizeInBytes = records.readInt32BE(FIELD.batchLength) + LENGTH_OVERHEAD_BYTES;
  if (sizeInBytes < LEGACY_BYTES_MIN) return refuse(ErrorCode.CORRUPT_MESSAGE, `batch of ${sizeInBytes} bytes`);
  const magic = records.readInt8(FIELD.magic);
  if (magic < 0 || magic > 2) return refuse(ErrorCode.CORRUPT_MESSAGE, `unknown magic ${magic}`);
  if (magic < 2) return refuse(ErrorCode.INVALID_RECORD, `message format ${magic} is not taken any more, only 2`);
  if (sizeInBytes > records.length) {
    return refuse(ErrorCode.INVALID_RECORD, `batch of ${sizeInBytes} bytes, cut after ${records.length}`);
  }
  if (sizeInBytes < records.length) {
    return refuse(ErrorCode.INVALID_RECORD, `${records.length - sizeInBytes} bytes after the one allowed batch`);
  }
  return sizeInBytes < HEADER_BYTES
    ? null
    : judgeCodec(records.readInt16BE(FIELD.attributes) & ATTRIBUTE.codecMask, rules);
}

function judgeCodec(codec: number, rules: ProduceRules): RecordRefusal | null {
  if (CODECS[codec] === undefined) return refuse(ErrorCode.UNSUPPORTED_COMPRESSION_TYPE, `codec ${codec} is not known`);
  if (CODECS[codec] !== 'zstd' || rules.produceVersion >= ZSTD_VERSION_MIN) return null;
  return refuse(
    ErrorCode.UNSUPPORTED_COMPRESSION_TYPE,
    `zstd needs Produce ${ZSTD_VERSION_MIN}, not ${rules.produceVersion}`,
  );
}

function judgeWhole(bytes: Buffer, header: BatchHeader, rules: ProduceRules): RecordRefusal | null {
  if (header.baseOffset !== 0) {
    return refuse(ErrorCode.INVALID_RECORD, `base offset ${header.baseOffset} from a producer instead of 0`);
  }
  if (header.sizeInBytes > rules.maxMessageBytes) {
    const detail = `batch of ${header.sizeInBytes} bytes, max.message.bytes is ${rules.maxMessageBytes}`;
    return refuse(ErrorCode.MESSAGE_TOO_LARGE, detail);
  }
  if (crcOf(bytes, 0, header.sizeInBytes) !== header.crc)
    return refuse(ErrorCode.CORRUPT_MESSAGE, 'the CRC-32C does not match');
  return null;
}

function judgeHeader(header: BatchHeader): RecordRefusal | null {
  const fault = headerFault(header);
  return fault === null ? null : refuse(ErrorCode.INVALID_RECORD, fault);
}

function headerFault(header: BatchHeader): string | null {
  const { lastOffsetDelta, recordsCount } = header;
  if (lastOffsetDelta < 0) return `last offset delta ${lastOffsetDelta}`;
  if (recordsCount <= 0) return `count of records ${recordsCount}`;
  if (recordsCount !== lastOffsetDelta + 1) return `${recordsCount} records over ${lastOffsetDelta + 1} offsets`;
  if (isControl(header)) return 'clients do not write control batches';
  // From a client this bit would turn the base timestamp into a date of deletion.
  if ((header.attributes & ATTRIBUTE.deleteHorizon) !== 0) return 'clients do not set a delete horizon';
  return hasProducer(header) ? producerFault(header) : null;
}

function producerFault({ producerId, producerEpoch, baseSequence }: BatchHeader): string | null {
  if (!Number.isSafeInteger(producerId)) return `producer id ${producerId}`;
  if (producerEpoch < 0) return `producer ${producerId} with epoch ${producerEpoch}`;
  return baseSequence < 0 ? `producer ${producerId} with sequence ${baseSequence}` : null;
}

/** @param createTime what maxTimestamp has to be; null: the broker's time counts, and the attribute says so */
function settleTimestamps(bytes: Buffer, header: BatchHeader, createTime: number | null, nowMs: number): void {
  const maxTimestamp = createTime ?? nowMs;
  const attributes = createTime === null ? header.attributes | ATTRIBUTE.logAppendTime : header.attributes;
  if (maxTimestamp === header.maxTimestamp && attributes === header.attributes) return;
  writeInt64(bytes, maxTimestamp, FIELD.maxTimestamp);
  bytes.writeInt16BE(attributes, FIELD.attributes);
  header.maxTimestamp = maxTimestamp;
  header.attributes = attributes;
  header.crc = crcOf(bytes, 0, header.sizeInBytes);
  bytes.writeUInt32BE(header.crc, FIELD.crc);
}
