import type { RecordInput } from './kafka-record';

const encodedHeaderKeys = (record: RecordInput): readonly Buffer[] | null =>
  record.headers === undefined || record.headers.length === 0
    ? null
    : record.headers.map(({ key }) => Buffer.from(key));

/** Bytes that a safe integer takes as a zigzag varint or varlong, 1 to 8. */
export function varintBytes(value: number): number {
  let magnitude = value < 0 ? -value - 1 : value;
  let length = 1;
  for (let limit = 64; magnitude >= limit && length < 9; length += 1) magnitude = Math.floor(magnitude / 128);
  return length;
}

/** Writes a safe integer as a zigzag varlong (a varint is one with few bits) and returns the position after it. */
export function writeVarint(bytes: Buffer, value: number, position: number): number {
  // zigzag: value ≥ 0 → 2·value, value < 0 → −2·value − 1; low bit apart so that 2^53 does not overflow
  let magnitude = value < 0 ? -value - 1 : value;
  let byte = ((magnitude % 64) << 1) | (value < 0 ? 1 : 0);
  magnitude = Math.floor(magnitude / 64);
  let at = position;
  while (magnitude > 0) {
    bytes[at] = byte | 0x80;
    at += 1;
    byte = magnitude % 128;
    magnitude = Math.floor(magnitude / 128);
  }
  bytes[at] = byte;
  return at + 1;
}

/** Encodes records one after another, offset deltas from 0, timestamps relative to `baseTimestamp`. Source: Kafka DefaultRecord. */
export function writeRecords(records: readonly RecordInput[], baseTimestamp: number): Buffer {
  const headerKeys = records.map(encodedHeaderKeys);
  const lengths = records.map((record, index) =>
    bodyBytes(record, index, record.timestampMs - baseTimestamp, headerKeys[index] ?? []),
  );
  const total = lengths.reduce((sum, length) => sum + varintBytes(length) + length, 0);
  const bytes = Buffer.allocUnsafe(total);
  let at = 0;
  records.forEach((record, index) => {
    at = writeVarint(bytes, lengths[index] ?? 0, at);
    bytes[at] = 0;
    at = writeVarint(bytes, record.timestampMs - baseTimestamp, at + 1);
    at = writeVarint(bytes, index, at);
    at = writeNullable(bytes, record.key ?? null, at);
    at = writeNullable(bytes, record.value ?? null, at);
    at = writeHeaders(bytes, record, { keys: headerKeys[index] ?? [], position: at });
  });
  return bytes;
}

function bodyBytes(
  record: RecordInput,
  offsetDelta: number,
  timestampDelta: number,
  headerKeys: readonly Buffer[],
): number {
  let length = 1 + varintBytes(timestampDelta) + varintBytes(offsetDelta);
  length += nullableBytes(record.key ?? null) + nullableBytes(record.value ?? null) + varintBytes(headerKeys.length);
  for (const key of headerKeys) length += nullableBytes(key);
  for (const { value } of record.headers ?? []) length += nullableBytes(value);
  return length;
}

function nullableBytes(value: Buffer | null): number {
  return value === null ? 1 : varintBytes(value.length) + value.length;
}

function writeNullable(bytes: Buffer, value: Buffer | null, position: number): number {
  if (value === null) return writeVarint(bytes, -1, position);
  const at = writeVarint(bytes, value.length, position);
  return at + value.copy(bytes, at);
}

function writeHeaders(
  bytes: Buffer,
  record: RecordInput,
  { keys, position }: { keys: readonly Buffer[]; position: number },
): number {
  let at = writeVarint(bytes, keys.length, position);
  for (let index = 0; index < keys.length; index += 1) {
    at = writeNullable(bytes, keys[index] ?? null, at);
    at = writeNullable(bytes, record.headers?.[index]?.value ?? null, at);
  }
  return at;
}
