import { assert } from '@yak/base';
import { MalformedRequest } from '@yak/codec';
import {
  CorruptBatch,
  decodeRecords,
  encodePlainBatch,
  hasProducer,
  isControl,
  isTransactional,
  nextOffset,
  readBatchHeader,
  readTransactionMarker,
} from '@yak/records';
import { decodeGroupRecord, encodeGroupRecord, type GroupRecord, type ReadGroupRecord } from './group-record';

/** Most bytes that one batch may take once decompressed; batches of ours are not compressed. */
const DECOMPRESSED_BYTES_MAX = 256 * 1024 * 1024;
/** Bytes of a record beside key and value, at most: lengths, deltas, attributes, headers. */
const RECORD_OVERHEAD_BYTES = 32;
const BATCH_OVERHEAD_BYTES = 61;

/** Where a record is, and whose transaction it belongs to. */
export interface RecordPosition {
  readonly offset: number;
  /** Of the open transaction; null for a plain record. */
  readonly producerId: number | null;
}

/** What batches are read into. */
export interface GroupRecordReader {
  replay(record: ReadGroupRecord, position: RecordPosition): void;
  endTransaction(producerId: number, type: 'commit' | 'abort'): void;
  /** A record of a type that is not known here. */
  skip(position: RecordPosition): void;
}

/** One batch that is ready for the log, and its records as a reader of the log will see them. */
export interface GroupBatch {
  readonly bytes: Buffer;
  readonly records: readonly ReadGroupRecord[];
}

/**
 * Makes the batch of one operation: magic 2, plain, no producer, all with one time of creation.
 * @param records at least one
 */
export function encodeGroupBatch(records: readonly GroupRecord[], timestampMs: number): GroupBatch {
  const encoded = records.map((record) => encodeGroupRecord(record));
  return {
    bytes: encodePlainBatch({ records: encoded.map(({ key, value }) => ({ timestampMs, key, value })) }),
    records: encoded.map(({ key, value }) => {
      const read = decodeGroupRecord(key, value);
      assert(read !== null, 'what is written can be read');
      return read;
    }),
  };
}

/**
 * Cuts records that need not be written together into parts, each of which fits into a batch; a record that is too large by
 * itself gets a part of its own.
 */
export function cutIntoBatches(records: readonly GroupRecord[], batchBytesMax: number): GroupRecord[][] {
  const parts: GroupRecord[][] = [];
  let part: GroupRecord[] = [];
  let bytes = 0;
  for (const record of records) {
    const { key, value } = encodeGroupRecord(record);
    const recordBytes = key.length + (value?.length ?? 0) + RECORD_OVERHEAD_BYTES;
    if (part.length > 0 && BATCH_OVERHEAD_BYTES + bytes + recordBytes > batchBytesMax) {
      parts.push(part);
      part = [];
      bytes = 0;
    }
    part.push(record);
    bytes += recordBytes;
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

/** The batches in bytes that hold nothing but whole batches. Throws CorruptBatch for anything else. */
export function* batchesIn(bytes: Buffer): Iterable<Buffer> {
  let position = 0;
  while (position < bytes.length) {
    const size = readBatchHeader(bytes, position)?.sizeInBytes ?? 0;
    if (size < BATCH_OVERHEAD_BYTES || position + size > bytes.length)
      throw new CorruptBatch(`${bytes.length - position} bytes that are no whole batch`);
    yield bytes.subarray(position, position + size);
    position += size;
  }
}

/**
 * Reads one batch in order. Records below `startOffset` (a log may start inside a batch) are passed over. Throws CorruptBatch
 * for bytes that are no batch, MalformedRequest for a known record that cannot be decoded, and what the reader throws.
 */
export async function readGroupBatch(batch: Buffer, startOffset: number, reader: GroupRecordReader): Promise<void> {
  const header = readBatchHeader(batch);
  if (header === null) throw new CorruptBatch('fewer bytes than the header of a batch');
  if (nextOffset(header) <= startOffset) return;
  const records = await decodeRecords(batch, { decompressedBytesMax: DECOMPRESSED_BYTES_MAX });
  if (isControl(header)) {
    const marker = readTransactionMarker(batch, header);
    if (marker !== null) reader.endTransaction(header.producerId, marker.type);
    return;
  }
  const producerId = isTransactional(header) && hasProducer(header) ? header.producerId : null;
  for (const { offset, key, value } of records)
    if (offset >= startOffset) readRecord({ key, value }, { offset, producerId }, reader);
}

function readRecord(
  { key, value }: { readonly key: Buffer | null; readonly value: Buffer | null },
  position: RecordPosition,
  reader: GroupRecordReader,
): void {
  if (key === null) throw new MalformedRequest('a record without a key');
  const record = decodeGroupRecord(key, value);
  if (record === null) reader.skip(position);
  else reader.replay(record, position);
}
