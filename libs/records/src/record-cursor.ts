const NOTHING: Buffer = Buffer.alloc(0);

/**
 * Walks the records of an uncompressed batch without making an object per record: `next()` moves to the next record and
 * the fields tell where its parts lie. Bad bytes end the walk with `fault` set; nothing is read past `end`.
 * Source: Kafka DefaultRecord (varints are zigzag, little end first).
 */
export class RecordCursor {
  /** Why the walk stopped before the end; null while all is well. */
  fault: string | null = null;
  /** May be beyond ±2^53 and then inexact. */
  timestampDelta = 0;
  offsetDelta = 0;
  keyStart = 0;
  /** −1: null. */
  keyLength = -1;
  valueStart = 0;
  /** −1: null. */
  valueLength = -1;
  headersStart = 0;
  headersCount = 0;
  bytes = NOTHING;
  position = 0;
  #end = 0;

  /** Starts at `start`; the records end before `endExclusive`. */
  open(bytes: Buffer, start: number, endExclusive: number): void {
    this.bytes = bytes;
    this.position = start;
    this.#end = endExclusive;
    this.fault = null;
  }

  /** Lets go of the bytes. */
  close(): void {
    this.bytes = NOTHING;
  }

  get isAtEnd(): boolean {
    return this.position >= this.#end;
  }

  /** Moves to the next record; false at a fault. The caller asks `isAtEnd` first: a missing record is a fault. */
  next(): boolean {
    const length = this.readVarint();
    const recordEnd = this.position + length;
    if (length < 0 || recordEnd > this.#end) return this.#fail(`record of ${length} bytes does not fit its batch`);
    this.position += 1; // the record's attributes have no meaning yet
    this.timestampDelta = this.#readVarlong();
    this.offsetDelta = this.readVarint();
    this.keyLength = this.readVarint();
    this.keyStart = this.position;
    this.position += Math.max(this.keyLength, 0);
    this.valueLength = this.readVarint();
    this.valueStart = this.position;
    this.position += Math.max(this.valueLength, 0);
    if (this.keyLength < -1 || this.valueLength < -1) return this.#fail('negative length of a key or value');
    this.headersCount = this.readVarint();
    this.headersStart = this.position;
    if (this.headersCount !== 0 && !this.#skipHeaders(recordEnd)) return false;
    if (this.position !== recordEnd) return this.#fail('the parts of a record and its length disagree');
    return this.fault === null;
  }

  /** Reads a zigzag varint of at most 5 bytes at `position` and moves on; a longer one is a fault. */
  readVarint(): number {
    const first = this.bytes[this.position] ?? 0;
    this.position += 1;
    if (first < 0x80) return (first >>> 1) ^ -(first & 1);
    let value = first & 0x7f;
    for (let shift = 7; shift <= 28; shift += 7) {
      const byte = this.bytes[this.position] ?? 0;
      this.position += 1;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return (value >>> 1) ^ -(value & 1);
    }
    this.#fail('varint longer than 5 bytes');
    return 0;
  }

  #readVarlong(): number {
    const first = this.bytes[this.position] ?? 0;
    if (first < 0x80) {
      this.position += 1;
      return (first >>> 1) ^ -(first & 1);
    }
    // 28 bits in each of two words, 8 in the third, so that every step stays within 32-bit arithmetic.
    let low = 0;
    let middle = 0;
    let high = 0;
    for (let index = 0; index < 10; index += 1) {
      const byte = this.bytes[this.position] ?? 0;
      this.position += 1;
      const bits = byte & 0x7f;
      if (index < 4) low |= bits << (7 * index);
      else if (index < 8) middle |= bits << (7 * (index - 4));
      else high |= bits << (7 * (index - 8));
      if (byte < 0x80) {
        const magnitude = (low >>> 1) + middle * 2 ** 27 + (high & 0xff) * 2 ** 55;
        return (low & 1) === 0 ? magnitude : -magnitude - 1;
      }
    }
    this.#fail('varlong longer than 10 bytes');
    return 0;
  }

  #skipHeaders(recordEnd: number): boolean {
    if (this.headersCount < 0) return this.#fail('negative count of headers');
    for (let index = 0; index < this.headersCount; index += 1) {
      const keyLength = this.readVarint();
      if (keyLength < 0) return this.#fail('a record header without a key');
      this.position += keyLength;
      const valueLength = this.readVarint();
      if (valueLength < -1) return this.#fail('negative length of a header value');
      this.position += Math.max(valueLength, 0);
      if (this.position > recordEnd) return this.#fail('the headers do not fit their record');
    }
    return true;
  }

  #fail(fault: string): false {
    this.fault ??= fault;
    return false;
  }
}
