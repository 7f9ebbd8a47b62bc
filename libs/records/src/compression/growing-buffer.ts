import { CorruptBatch } from '../corrupt-batch';

const FIRST_BYTES = 64 * 1024;

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

  /** Repeats `count` bytes that lie `distance` before the end; they may overlap what is written. Room is reserved already. */
  repeat(distance: number, count: number): void {
    const { bytes, length } = this;
    if (distance >= count) {
      bytes.copyWithin(length, length - distance, length - distance + count);
    } else {
      for (let at = length; at < length + count; at += 1) bytes[at] = bytes[at - distance] ?? 0;
    }
    this.length += count;
  }

  /** What was written; a view. */
  written(): Buffer {
    return this.bytes.subarray(0, this.length);
  }
}
