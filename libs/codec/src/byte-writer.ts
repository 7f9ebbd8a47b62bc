import { assert, AssertionFailure } from '@yak/base';
import { STRING_BYTES_MAX } from './decode-budget';

/** Fields of at least this many bytes are passed on by reference; copying less is cheaper than one more buffer to write. */
export const BY_REFERENCE_BYTES_MIN = 512;

/**
 * Collects one message: small fields in chunks of its own, big byte fields by reference. Compiled writers store straight
 * into `bytes` at the positions that `reserve` gives; after every reserve `bytes` may be another buffer.
 */
export class ByteWriter {
  bytes: Buffer;
  private position = 0;
  private chunkStart = 0;
  private openTags = 0;
  private readonly finished: Buffer[] = [];

  /** @param capacityBytes expected size without the big fields; grows as needed */
  constructor(capacityBytes = 256) {
    this.bytes = Buffer.allocUnsafe(capacityBytes);
  }

  /** Makes room for `count` bytes and gives the position of the first. */
  reserve(count: number): number {
    if (this.position + count > this.bytes.length) this.grow(count);
    const at = this.position;
    this.position = at + count;
    return at;
  }

  private grow(count: number): void {
    const used = this.position - this.chunkStart;
    const larger = Buffer.allocUnsafe(Math.max(256, 2 * (used + count)));
    this.bytes.copy(larger, 0, this.chunkStart, this.position);
    this.bytes = larger;
    this.position = used;
    this.chunkStart = 0;
  }

  /** Stores an int64 at a reserved position. Beyond ±(2^53 − 1): a bigint exactly, a number as near as int64 has it. */
  putInt64(at: number, value: number | bigint): void {
    if (value > Number.MAX_SAFE_INTEGER || value < Number.MIN_SAFE_INTEGER) {
      this.putHugeInt64(at, value);
      return;
    }
    const whole = value as number;
    const high = Math.floor(whole / 4_294_967_296);
    const low = whole - high * 4_294_967_296;
    const target = this.bytes;
    target[at] = high >>> 24;
    target[at + 1] = high >>> 16;
    target[at + 2] = high >>> 8;
    target[at + 3] = high;
    target[at + 4] = low >>> 24;
    target[at + 5] = low >>> 16;
    target[at + 6] = low >>> 8;
    target[at + 7] = low;
  }

  private putHugeInt64(at: number, value: number | bigint): void {
    const wide = BigInt(value);
    const bound = 1n << 63n;
    this.bytes.writeBigInt64BE(wide >= bound ? bound - 1n : wide < -bound ? -bound : wide, at);
  }

  /** An int32 of its own: the length of an array. */
  int32(value: number): void {
    const at = this.reserve(4);
    const target = this.bytes;
    target[at] = value >>> 24;
    target[at + 1] = value >>> 16;
    target[at + 2] = value >>> 8;
    target[at + 3] = value;
  }

  /** An int16 of its own: the length of a text. */
  int16(value: number): void {
    const at = this.reserve(2);
    this.bytes[at] = value >>> 8;
    this.bytes[at + 1] = value;
  }

  /** One byte: whether a nullable struct is there. */
  int8(value: number): void {
    const at = this.reserve(1);
    this.bytes[at] = value;
  }

  /** Unsigned varint of 32 bits: low seven bits first. */
  uvarint(value: number): void {
    let rest = value;
    while (rest > 127) {
      this.int8((rest % 128) | 128);
      rest = Math.floor(rest / 128);
    }
    this.int8(rest);
  }

  /** A text with its length in two bytes. */
  string(text: string, cut: boolean): void {
    const fitting = fittingText(text, cut);
    const length = Buffer.byteLength(fitting);
    this.int16(length);
    this.text(fitting, length);
  }

  /** A text with its length plus one as a varint. */
  compactString(text: string, cut: boolean): void {
    const fitting = fittingText(text, cut);
    const length = Buffer.byteLength(fitting);
    this.uvarint(length + 1);
    this.text(fitting, length);
  }

  private text(text: string, length: number): void {
    if (length === 0) return;
    const at = this.reserve(length);
    this.bytes.write(text, at, length, 'utf8');
  }

  /** 16 bytes from 32 hexadecimal digits, at a reserved position. */
  putUuid(at: number, hexadecimal: string): void {
    assert(hexadecimal.length === 32, 'an id has 32 hexadecimal digits');
    const written = this.bytes.write(hexadecimal, at, 16, 'hex');
    assert(written === 16, 'an id has hexadecimal digits only');
  }

  /** Bytes, in one buffer or several, with their length in four bytes. */
  byteField(field: Buffer | readonly Buffer[]): void {
    this.int32(sizeOf(field));
    this.content(field);
  }

  /** Bytes, in one buffer or several, with their length plus one as a varint. */
  compactByteField(field: Buffer | readonly Buffer[]): void {
    this.uvarint(sizeOf(field) + 1);
    this.content(field);
  }

  private content(field: Buffer | readonly Buffer[]): void {
    if (Array.isArray(field)) for (const part of field as readonly Buffer[]) this.append(part);
    else this.append(field as Buffer);
  }

  private append(part: Buffer): void {
    if (part.length < BY_REFERENCE_BYTES_MIN || this.openTags > 0) {
      const at = this.reserve(part.length);
      part.copy(this.bytes, at);
      return;
    }
    this.endChunk();
    this.finished.push(part);
  }

  private endChunk(): void {
    if (this.position > this.chunkStart) this.finished.push(this.bytes.subarray(this.chunkStart, this.position));
    this.chunkStart = this.position;
  }

  /** Begins a tagged field; `closeTag` is given the result. Until then nothing is passed on by reference. */
  openTag(): number {
    this.openTags += 1;
    return this.position - this.chunkStart;
  }

  /** Ends a tagged field: puts its size, which is known only now, before it. */
  closeTag(mark: number): void {
    this.openTags -= 1;
    const size = this.position - this.chunkStart - mark;
    const prefix = size < 128 ? 1 : size < 16_384 ? 2 : size < 2_097_152 ? 3 : 4;
    this.reserve(prefix);
    const start = this.chunkStart + mark;
    this.bytes.copyWithin(start + prefix, start, start + size);
    const end = this.position;
    this.position = start;
    this.uvarint(size);
    this.position = end;
  }

  /** A writer was given null where the version has no null: our own fault. */
  refuseNull(name: string): never {
    throw new AssertionFailure(`${name} is not nullable in this version`);
  }

  /** All that was written, in order. The writer is not used afterwards. */
  finish(): Buffer[] {
    this.endChunk();
    return this.finished;
  }
}

function sizeOf(field: Buffer | readonly Buffer[]): number {
  if (!Array.isArray(field)) return field.length;
  let size = 0;
  for (const part of field as readonly Buffer[]) size += part.length;
  return size;
}

function fittingText(text: string, cut: boolean): string {
  // No character of UTF-16 takes more than three bytes, so most texts need no counting.
  if (text.length * 3 <= STRING_BYTES_MAX || Buffer.byteLength(text) <= STRING_BYTES_MAX) return text;
  assert(cut, 'a text on the wire has at most 32767 bytes');
  return text.slice(0, Math.floor(STRING_BYTES_MAX / 3));
}
