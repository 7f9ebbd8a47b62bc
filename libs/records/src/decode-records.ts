import { type BatchHeader, compressionOf, hasLogAppendTime, HEADER_BYTES, readBatchHeader } from './batch-header';
import { checkBatch } from './check-batch';
import { decompress } from './compression/decompress';
import { CorruptBatch } from './corrupt-batch';
import type { KafkaRecord, RecordHeader } from './kafka-record';
import { RecordCursor } from './record-cursor';

/**
 * The records of the one batch that starts at the first byte, in any codec, control batches too. Checks size, magic and CRC first.
 * Keys and values are views of `batch` or of its decompressed form.
 * @param limits.decompressedBytesMax most bytes that the records may take once decompressed
 * Throws CorruptBatch for bad bytes, an unknown codec and more bytes than allowed.
 */
export async function decodeRecords(
  batch: Buffer,
  limits: { readonly decompressedBytesMax: number },
): Promise<KafkaRecord[]> {
  const header = checkedHeader(batch);
  return decodeBody(header, await bodyOf(batch, header, limits.decompressedBytesMax));
}

/** The same for an uncompressed batch, at once. Throws CorruptBatch for a compressed one too. */
export function decodePlainRecords(batch: Buffer): KafkaRecord[] {
  const header = checkedHeader(batch);
  if (compressionOf(header) !== 'none') throw new CorruptBatch('the batch is compressed');
  return decodeBody(header, batch.subarray(HEADER_BYTES, header.sizeInBytes));
}

/** The header of the batch that starts at the first byte, its size, magic and CRC checked. Throws CorruptBatch. */
export function checkedHeader(batch: Buffer): BatchHeader {
  const header = readBatchHeader(batch);
  if (header === null) throw new CorruptBatch('fewer bytes than the header of a batch');
  const fault = checkBatch(batch, 0, header);
  if (fault !== null) throw new CorruptBatch(fault);
  return header;
}

/** The records of a batch one after another, decompressed. Throws CorruptBatch for an unknown codec, bad bytes, too many bytes. */
export async function bodyOf(batch: Buffer, header: BatchHeader, decompressedBytesMax: number): Promise<Buffer> {
  const codec = compressionOf(header);
  if (codec === null) throw new CorruptBatch(`unknown codec in attributes ${header.attributes}`);
  const body = batch.subarray(HEADER_BYTES, header.sizeInBytes);
  return codec === 'none' ? body : decompress(codec, body, decompressedBytesMax);
}

function decodeBody(header: BatchHeader, body: Buffer): KafkaRecord[] {
  const cursor = new RecordCursor();
  cursor.open(body, 0, body.length);
  const records: KafkaRecord[] = [];
  while (!cursor.isAtEnd && records.length <= header.recordsCount) {
    if (!cursor.next()) throw new CorruptBatch(cursor.fault ?? 'a malformed record');
    records.push(recordAt(cursor, header));
  }
  if (records.length !== header.recordsCount) {
    throw new CorruptBatch(`${records.length} records in a batch that counts ${header.recordsCount}`);
  }
  return records;
}

function recordAt(cursor: RecordCursor, header: BatchHeader): KafkaRecord {
  return {
    offset: header.baseOffset + cursor.offsetDelta,
    timestampMs: hasLogAppendTime(header) ? header.maxTimestamp : header.baseTimestamp + cursor.timestampDelta,
    key: slice(cursor.bytes, cursor.keyStart, cursor.keyLength),
    value: slice(cursor.bytes, cursor.valueStart, cursor.valueLength),
    headers: cursor.headersCount === 0 ? [] : headersOf(cursor),
  };
}

function headersOf(cursor: RecordCursor): RecordHeader[] {
  const after = cursor.position;
  cursor.position = cursor.headersStart;
  const headers: RecordHeader[] = [];
  for (let index = 0; index < cursor.headersCount; index += 1) {
    const key = nextPart(cursor)?.toString('utf8') ?? '';
    headers.push({ key, value: nextPart(cursor) });
  }
  cursor.position = after;
  return headers;
}

function nextPart(cursor: RecordCursor): Buffer | null {
  const length = cursor.readVarint();
  const part = slice(cursor.bytes, cursor.position, length);
  cursor.position += Math.max(length, 0);
  return part;
}

function slice(bytes: Buffer, start: number, length: number): Buffer | null {
  return length < 0 ? null : bytes.subarray(start, start + length);
}
