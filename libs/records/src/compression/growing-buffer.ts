import { CorruptBatch } from '../corrupt-batch';

const FIRST_BYTES = 64 * 1024;
const SHORT_BYTES = 48;

/**
 * Where a decompressor writes when the size is not known before: grows by doubling, never past the limit. `bytes` changes
 * when it grows, so take it anew after `reserve`.
 */
export class GrowingBuffer {
  bytes: Buffer;
  length = 0;

  /** @param bytesMax most bytes that may be written. @param bytesExpected a guess, not trusted */
  constructor(
    readonly bytesMax: number,
    bytesExpected = FIRST_BYTES,
  ) {
    this.bytes = Buffer.allocUnsafe(Math.min(Math.max(bytesExpected, 0), FIRST_BYTES, bytesMax));
  }

  /** Makes room for `count` more bytes. Throws CorruptBatch past the limit. */
  reserve(count: number): void {
    const needed = this.length + count;
    if (needed > this.bytesMax) throw new CorruptBatch(`more than ${this.bytesMax} bytes once decompressed`);
    if (needed <= this.bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.min(Math.max(needed, this.bytes.length * 2), this.bytesMax));
    this.bytes.copy(grown, 0, 0, this.length);
    this.bytes = grown;
  }

  /** Adds bytes at the end. Throws CorruptBatch past the limit. */
  append(source: Uint8Array): void {
    this.reserve(source.length);
    this.bytes.set(source, this.length);
    this.length += source.length;
  }

  /** Adds one byte at the end. Throws CorruptBatch past the limit. */
  appendByte(byte: number): void {
    if (this.length === this.bytes.length) this.reserve(1);
    this.bytes[this.length] = byte;
    this.length += 1;
  }

  /** Adds a part of `source` at the end. Throws CorruptBatch past the limit. */
  appendRange(source: Buffer, start: number, endExclusive: number): void {
    const count = endExclusive - start;
    this.reserve(count);
    const { bytes, length } = this;
    // Most pieces are short, and there a loop is far cheaper than a call into the engine.
    if (count > SHORT_BYTES) source.copy(bytes, length, start, endExclusive);
    else for (let index = 0; index < count; index += 1) bytes[length + index] = source[start + index] ?? 0;
    this.length = length + count;
  }

  /** Repeats `count` bytes that lie `distance` (≥ 1, within what is written) before the end; they may overlap what is added. */
  repeat(distance: number, count: number): void {
    this.reserve(count);
    const { bytes, length } = this;
    if (distance >= count && count > SHORT_BYTES) {
      bytes.copyWithin(length, length - distance, length - distance + count);
    } else {
      for (let at = length; at < length + count; at += 1) bytes[at] = bytes[at - distance] ?? 0;
    }
    this.length = length + count;
  }

  /** What was written; a view. */
  written(): Buffer {
    return this.bytes.subarray(0, this.length);
  }
}
