import { assert } from '@yak/base';
import { isRefusal, type Refusal } from '@yak/model';
import { ATTRIBUTE, FIELD, HEADER_BYTES, LENGTH_OVERHEAD_BYTES } from './batch-header';
import { crcOf } from './check-batch';
import { type Codec, CODECS } from './compression/codec';
import { compress } from './compression/compress';
import { writeInt64 } from './int64';
import type { RecordInput } from './kafka-record';
import { writeRecords } from './record-writer';

/** What makes a batch; what is left out is as a plain producer sends it. */
export interface BatchInput {
  /** At least one. */
  readonly records: readonly RecordInput[];
  /** 0 from a producer. */
  readonly baseOffset?: number;
  /** −1 from a producer. */
  readonly partitionLeaderEpoch?: number;
  /** Left out: not idempotent. */
  readonly producer?: { readonly producerId: number; readonly producerEpoch: number; readonly baseSequence: number };
  readonly isTransactional?: boolean;
  readonly isControl?: boolean;
  /** Set: the broker's time counts for every record. */
  readonly logAppendTimeMs?: number;
}

/** An uncompressed batch of magic 2 with its CRC. Its size is that of its parts; no limit is enforced here. */
export function encodePlainBatch(input: BatchInput): Buffer {
  return assemble(input, 'none', writeRecords(input.records, baseTimestampOf(input)));
}

/**
 * A batch of magic 2 in any codec. The codec's library is loaded at its first use.
 * @returns the bytes, or UNSUPPORTED_COMPRESSION_TYPE where this Node cannot write zstd
 */
export async function encodeBatch(input: BatchInput & { readonly codec: Codec }): Promise<Buffer | Refusal> {
  const body = await compress(input.codec, writeRecords(input.records, baseTimestampOf(input)));
  return isRefusal(body) ? body : assemble(input, input.codec, body);
}

function baseTimestampOf(input: BatchInput): number {
  const first = input.records[0];
  assert(first !== undefined, 'a batch has at least one record');
  return first.timestampMs;
}

function attributesOf(input: BatchInput, codec: Codec): number {
  return (
    CODECS.indexOf(codec) |
    (input.logAppendTimeMs === undefined ? 0 : ATTRIBUTE.logAppendTime) |
    (input.isTransactional === true ? ATTRIBUTE.transactional : 0) |
    (input.isControl === true ? ATTRIBUTE.control : 0)
  );
}

function assemble(input: BatchInput, codec: Codec, body: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + body.length);
  const producer = input.producer ?? { producerId: -1, producerEpoch: -1, baseSequence: -1 };
  const latest = input.records.reduce((latestMs, { timestampMs }) => Math.max(latestMs, timestampMs), -1);
  writeInt64(bytes, input.baseOffset ?? 0, FIELD.baseOffset);
  bytes.writeInt32BE(bytes.length - LENGTH_OVERHEAD_BYTES, FIELD.batchLength);
  bytes.writeInt32BE(input.partitionLeaderEpoch ?? -1, FIELD.partitionLeaderEpoch);
  bytes.writeInt8(2, FIELD.magic);
  bytes.writeInt16BE(attributesOf(input, codec), FIELD.attributes);
  bytes.writeInt32BE(input.records.length - 1, FIELD.lastOffsetDelta);
  writeInt64(bytes, baseTimestampOf(input), FIELD.baseTimestamp);
  writeInt64(bytes, input.logAppendTimeMs ?? latest, FIELD.maxTimestamp);
  writeInt64(bytes, producer.producerId, FIELD.producerId);
  bytes.writeInt16BE(producer.producerEpoch, FIELD.producerEpoch);
  bytes.writeInt32BE(producer.baseSequence, FIELD.baseSequence);
  bytes.writeInt32BE(input.records.length, FIELD.recordsCount);
  body.copy(bytes, HEADER_BYTES);
  bytes.writeUInt32BE(crcOf(bytes, 0, bytes.length), FIELD.crc);
  return bytes;
}
