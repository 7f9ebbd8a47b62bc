import { isRefusal } from '@yak/model';
import {
  ATTRIBUTE,
  type BatchHeader,
  compressionOf,
  FIELD,
  hasLogAppendTime,
  HEADER_BYTES,
  LENGTH_OVERHEAD_BYTES,
} from './batch-header';
import { crcOf } from './check-batch';
import { compress } from './compression/compress';
import { writeInt64 } from './int64';
import { RecordCursor } from './record-cursor';
import { varintBytes, writeVarint } from './record-writer';
import { type StoredRecord, type WalkedBatch, walkRecords } from './walk-records';

/** A batch with the records that stay in it. */
export interface SievedBatch extends WalkedBatch {
  /** start and end (exclusive) in `body` of each record that stays, one after another */
  readonly keptRanges: readonly number[];
  readonly keptCount: number;
  /** largest timestamp of the records that stay, ms; −1 where none does */
  readonly keptMaxTimestamp: number;
}

/** Asks of every record whether it stays. Throws CorruptBatch where the batch's records cannot be read. */
export async function sieveBatch(
  batch: Buffer,
  limits: { readonly decompressedBytesMax: number },
  stays: (record: StoredRecord) => boolean,
): Promise<SievedBatch> {
  const keptRanges: number[] = [];
  let keptCount = 0;
  let keptMaxTimestamp = -1;
  const walked = await walkRecords(batch, limits, (record) => {
    if (!stays(record)) return;
    keptRanges.push(record.start, record.end);
    keptCount += 1;
    keptMaxTimestamp = Math.max(keptMaxTimestamp, record.timestampMs);
  });
  return { ...walked, keptRanges, keptCount, keptMaxTimestamp };
}

/**
 * The bytes of a batch with only its kept records (≥ 1): offsets, timestamps, producer fields, leader epoch and codec as they
 * were, count and largest timestamp of what is left, a new CRC. Where this Node cannot write the codec (zstd before 22.15)
 * the records are stored uncompressed.
 * @param original          the batch
 * @param deleteHorizonMs   when its tombstones or its marker may go, ms since the epoch: it takes the place of the base timestamp,
 *                          and the attribute bit 0x40 says so; null leaves both as they are
 * Source: KIP-534; Kafka MemoryRecords.filterTo.
 */
export async function rebuildBatch(
  original: Buffer,
  sieved: SievedBatch,
  deleteHorizonMs: number | null,
): Promise<Buffer> {
  const { header } = sieved;
  const plain = deleteHorizonMs === null ? keptBytes(sieved) : rebasedBytes(sieved, deleteHorizonMs);
  const compressed = await compress(compressionOf(header) ?? 'none', plain);
  const isPlain = isRefusal(compressed);
  const bytes = withHeader(original, isPlain ? plain : compressed);
  const attributes = isPlain ? header.attributes & ~ATTRIBUTE.codecMask : header.attributes;
  bytes.writeInt16BE(deleteHorizonMs === null ? attributes : attributes | ATTRIBUTE.deleteHorizon, FIELD.attributes);
  if (deleteHorizonMs !== null) writeInt64(bytes, deleteHorizonMs, FIELD.baseTimestamp);
  if (!hasLogAppendTime(header)) writeInt64(bytes, sieved.keptMaxTimestamp, FIELD.maxTimestamp);
  bytes.writeInt32BE(sieved.keptCount, FIELD.recordsCount);
  return sealed(bytes);
}

/**
 * A batch of which only its header is left: it keeps offsets, producer fields, leader epoch and largest timestamp, so that
 * neither the end of the log nor a producer's sequence is forgotten. Source: Kafka DefaultRecordBatch.writeEmptyHeader.
 */
export function emptiedBatch(original: Buffer): Buffer {
  const bytes = withHeader(original, Buffer.alloc(0));
  const attributes = bytes.readInt16BE(FIELD.attributes) & ~(ATTRIBUTE.codecMask | ATTRIBUTE.deleteHorizon);
  bytes.writeInt16BE(attributes, FIELD.attributes);
  writeInt64(bytes, -1, FIELD.baseTimestamp);
  bytes.writeInt32BE(0, FIELD.recordsCount);
  return sealed(bytes);
}

/** When the tombstones of a batch, or its marker, may go, ms since the epoch; null where compaction has not met them yet (KIP-534). */
export function deleteHorizonOf(header: BatchHeader): number | null {
  return (header.attributes & ATTRIBUTE.deleteHorizon) === 0 ? null : header.baseTimestamp;
}

function withHeader(original: Buffer, body: Buffer): Buffer {
  const bytes = Buffer.allocUnsafeSlow(HEADER_BYTES + body.length);
  original.copy(bytes, 0, 0, HEADER_BYTES);
  body.copy(bytes, HEADER_BYTES);
  bytes.writeInt32BE(bytes.length - LENGTH_OVERHEAD_BYTES, FIELD.batchLength);
  return bytes;
}

function sealed(bytes: Buffer): Buffer {
  bytes.writeUInt32BE(crcOf(bytes, 0, bytes.length), FIELD.crc);
  return bytes;
}

function* keptRecords({ keptRanges }: SievedBatch): Iterable<{ start: number; end: number }> {
  for (let i = 0; i < keptRanges.length; i += 2) yield { start: keptRanges[i] ?? 0, end: keptRanges[i + 1] ?? 0 };
}

function keptBytes(sieved: SievedBatch): Buffer {
  return Buffer.concat(Array.from(keptRecords(sieved), ({ start, end }) => sieved.body.subarray(start, end)));
}

/** The kept records with timestamp deltas from another base. */
function rebasedBytes(sieved: SievedBatch, baseTimestamp: number): Buffer {
  const shift = sieved.header.baseTimestamp - baseTimestamp;
  const cursor = new RecordCursor();
  const parts: Buffer[] = [];
  for (const { start, end } of keptRecords(sieved)) {
    cursor.open(sieved.body, start, end);
    cursor.next();
    const rest = sieved.body.subarray(behindTimestamp(sieved.body, start), end);
    const delta = cursor.timestampDelta + shift;
    const length = 1 + varintBytes(delta) + rest.length;
    const head = Buffer.alloc(varintBytes(length) + 1 + varintBytes(delta));
    writeVarint(head, delta, writeVarint(head, length, 0) + 1); // the attributes between have no meaning yet
    parts.push(head, rest);
  }
  return Buffer.concat(parts);
}

/** The position behind a record's length, attributes and timestamp delta. */
function behindTimestamp(body: Buffer, start: number): number {
  const behindLength = behindVarint(body, start);
  return behindVarint(body, behindLength + 1);
}

function behindVarint(body: Buffer, start: number): number {
  let at = start;
  while ((body[at] ?? 0) >= 0x80) at += 1;
  return at + 1;
}
