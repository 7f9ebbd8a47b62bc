import { CorruptBatch } from '../corrupt-batch';
import { GrowingBuffer } from './growing-buffer';

/** Start of a stream as snappy-java writes it ("xerial"); other clients write one bare block. */
const XERIAL_MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const XERIAL_HEADER_BYTES = 16;
/** A copy of 3 bytes gives at most 64. */
const EXPANSION_MAX = 22;
const FRAGMENT_BYTES = 65_536;
const HASH_BITS = 14;
const HASH_MULTIPLIER = 0x1e35a7bd;

/** Decompresses a raw block or a xerial stream. Throws CorruptBatch for bad bytes or more than `bytesMax` bytes. */
export function decompressSnappy(source: Buffer, bytesMax: number): Buffer {
  const output = new GrowingBuffer(bytesMax, source.length * 4);
  if (!source.subarray(0, XERIAL_MAGIC.length).equals(XERIAL_MAGIC)) {
    decompressBlock(source, output);
    return output.written();
  }
  let at = XERIAL_HEADER_BYTES;
  while (at < source.length) {
    const length = source.length - at < 4 ? -1 : source.readInt32BE(at);
    if (length < 0 || at + 4 + length > source.length) throw new CorruptBatch('snappy: a block is cut');
    decompressBlock(source.subarray(at + 4, at + 4 + length), output);
    at += 4 + length;
  }
  return output.written();
}

function decompressBlock(source: Buffer, output: GrowingBuffer): void {
  const { length, start } = readLength(source);
  if (length > source.length * EXPANSION_MAX) throw new CorruptBatch('snappy: an impossible length');
  const blockStart = output.length;
  output.reserve(length);
  let at = start;
  while (at < source.length) at = decompressElement(source, at, output, blockStart + length);
  if (output.length !== blockStart + length) throw new CorruptBatch('snappy: the length does not hold');
}

function readLength(source: Buffer): { length: number; start: number } {
  let length = 0;
  for (let index = 0; index < 5; index += 1) {
    const byte = source[index];
    if (byte === undefined) break;
    length += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { length, start: index + 1 };
  }
  throw new CorruptBatch('snappy: no length');
}

/** One literal or copy; returns the position after it. */
function decompressElement(source: Buffer, at: number, output: GrowingBuffer, endExclusive: number): number {
  const tag = source[at] ?? 0;
  if ((tag & 3) === 0) return literal(source, at, output, endExclusive);
  const isShort = (tag & 3) === 1;
  const offsetBytes = isShort ? 1 : (tag & 3) === 2 ? 2 : 4;
  if (at + 1 + offsetBytes > source.length) throw new CorruptBatch('snappy: a copy is cut');
  const count = isShort ? ((tag >>> 2) & 7) + 4 : (tag >>> 2) + 1;
  const distance = (isShort ? (tag >>> 5) << 8 : 0) + source.readUIntLE(at + 1, offsetBytes);
  if (distance === 0 || distance > output.length) throw new CorruptBatch('snappy: a copy from before the start');
  if (output.length + count > endExclusive) throw new CorruptBatch('snappy: more than its length');
  output.repeat(distance, count);
  return at + 1 + offsetBytes;
}

function literal(source: Buffer, at: number, output: GrowingBuffer, endExclusive: number): number {
  const code = (source[at] ?? 0) >>> 2;
  const lengthBytes = code < 60 ? 0 : code - 59;
  const start = at + 1 + lengthBytes;
  if (start > source.length) throw new CorruptBatch('snappy: a literal is cut');
  const count = (lengthBytes === 0 ? code : source.readUIntLE(at + 1, lengthBytes)) + 1;
  if (start + count > source.length) throw new CorruptBatch('snappy: a literal is cut');
  if (output.length + count > endExclusive) throw new CorruptBatch('snappy: more than its length');
  output.appendRange(source, start, start + count);
  return start + count;
}

/** Compresses into one raw block, as every client but Java writes it. Source: Snappy format description. */
export function compressSnappy(source: Buffer): Buffer {
  const output = new GrowingBuffer(Infinity, source.length);
  let rest = source.length;
  while (rest >= 0x80) {
    output.appendByte((rest & 0x7f) | 0x80);
    rest = Math.floor(rest / 128);
  }
  output.appendByte(rest);
  const table = new Int32Array(2 ** HASH_BITS);
  for (let start = 0; start < source.length; start += FRAGMENT_BYTES) {
    compressFragment(source.subarray(start, start + FRAGMENT_BYTES), output, table.fill(-1));
  }
  return output.written();
}

function compressFragment(source: Buffer, output: GrowingBuffer, table: Int32Array): void {
  let literalStart = 0;
  let at = 0;
  while (at + 4 <= source.length) {
    const word = source.readInt32LE(at);
    const slot = Math.imul(word, HASH_MULTIPLIER) >>> (32 - HASH_BITS);
    const candidate = table[slot] ?? -1;
    table[slot] = at;
    if (candidate < 0 || source.readInt32LE(candidate) !== word) {
      at += 1 + ((at - literalStart) >>> 5); // the longer nothing repeats, the larger the steps
      continue;
    }
    let end = at + 4;
    while (end < source.length && source[end] === source[candidate + end - at]) end += 1;
    writeLiteral(output, source, literalStart, at);
    writeCopies(at - candidate, end - at, output);
    at = end;
    literalStart = end;
  }
  writeLiteral(output, source, literalStart, source.length);
}

function writeLiteral(output: GrowingBuffer, source: Buffer, start: number, endExclusive: number): void {
  if (start === endExclusive) return;
  const length = endExclusive - start - 1;
  if (length < 60) {
    output.appendByte(length << 2);
  } else {
    output.appendByte((length < 256 ? 60 : 61) << 2);
    output.appendByte(length & 0xff);
    if (length >= 256) output.appendByte(length >>> 8);
  }
  output.appendRange(source, start, endExclusive);
}

function writeCopies(distance: number, count: number, output: GrowingBuffer): void {
  for (let rest = count; rest > 0; rest -= Math.min(rest, 64)) {
    output.appendByte(((Math.min(rest, 64) - 1) << 2) | 2);
    output.appendByte(distance & 0xff);
    output.appendByte(distance >>> 8);
  }
}
