import { UNKNOWN_TAGS_MAX, type DecodeBudget } from './decode-budget';
import { MalformedRequest } from './malformed-request';

/** The position in one frame and what is left of its budget. Owned by one decode; compiled readers work on its fields. */
export class ByteReader {
  elementsLeft: number;
  objectBytesLeft: number;

  /** @param bytes the frame; @param position where to start in it; @param budget what the message may cost */
  constructor(
    readonly bytes: Buffer,
    public position: number,
    budget: DecodeBudget,
  ) {
    this.elementsLeft = budget.elementsMax;
    this.objectBytesLeft = budget.objectBytesMax;
  }

  /** Throws MalformedRequest: the frame ends before the field does. */
  short(): never {
    throw new MalformedRequest('the frame ends inside of a field');
  }

  /** Throws MalformedRequest with the fault. */
  fail(fault: string): never {
    throw new MalformedRequest(fault);
  }

  /** Pays for elements that are about to be read. Throws MalformedRequest when the budget does not reach. */
  charge(elements: number, objectBytesEach: number): void {
    this.elementsLeft -= elements;
    this.objectBytesLeft -= elements * objectBytesEach;
    if (this.elementsLeft < 0) throw new MalformedRequest('more elements than one message may have');
    if (this.objectBytesLeft < 0) throw new MalformedRequest('more memory than one message may take');
  }

  /** Unsigned varint of 32 bits, 1 to 5 bytes, low seven bits first. Throws MalformedRequest on a sixth byte or a 33rd bit. */
  uvarint(): number {
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    const last = this.byte();
    if (last > 0x0f) throw new MalformedRequest('a varint of more than 32 bits');
    return value + last * 0x1000_0000;
  }

  /** Signed varint of 32 bits, zigzag. Throws MalformedRequest as `uvarint` does. */
  varint(): number {
    const zigzag = this.uvarint();
    return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
  }

  /** Signed varint of 64 bits, zigzag, 1 to 10 bytes. Throws MalformedRequest beyond. */
  varlong(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.byte();
      if (shift === 63n && byte > 1) throw new MalformedRequest('a varint of more than 64 bits');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return (value & 1n) === 0n ? value >> 1n : -((value + 1n) >> 1n);
    }
    throw new MalformedRequest('a varint of more than 64 bits');
  }

  /** Steps over a section of tagged fields of which none is known. Throws MalformedRequest beyond the limits. */
  skipTags(): void {
    const count = this.uvarint();
    if (count > UNKNOWN_TAGS_MAX) throw new MalformedRequest('more unknown tagged fields than one struct may have');
    this.charge(count, 0);
    let previous = -1;
    for (let index = 0; index < count; index += 1) {
      const tag = this.uvarint();
      if (tag <= previous) throw new MalformedRequest('tagged fields out of order');
      previous = tag;
      const size = this.uvarint();
      if (size > this.bytes.length - this.position) this.short();
      this.position += size;
    }
  }

  /** An int64 as a number where that is exact, as a bigint beyond. */
  exactInt64(position: number): number | bigint {
    const value = this.bytes.readBigInt64BE(position);
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }

  private byte(): number {
    const byte = this.bytes[this.position];
    if (byte === undefined) return this.short();
    this.position += 1;
    return byte;
  }
}
