import type { Random } from '@yak/base';

const SECTOR_BYTES = 512;

/** A change that no sync has covered yet. */
type Change = Write | { readonly kind: 'truncate'; readonly sizeInBytes: number };

interface Write {
  readonly kind: 'write';
  readonly position: number;
  readonly bytes: Buffer;
}

/** Bytes that grow by doubling behind their length. */
class GrowingBytes {
  bytes = Buffer.alloc(0);
  length = 0;

  get content(): Buffer {
    return this.bytes.subarray(0, this.length);
  }

  write(bytes: Buffer, position: number): void {
    const end = position + bytes.length;
    if (end > this.bytes.length) {
      const larger = Buffer.alloc(Math.max(end, this.bytes.length * 2));
      this.bytes.copy(larger, 0, 0, this.length);
      this.bytes = larger;
    }
    if (position > this.length) this.bytes.fill(0, this.length, position);
    bytes.copy(this.bytes, position);
    this.length = Math.max(this.length, end);
  }

  resize(sizeInBytes: number): void {
    if (sizeInBytes > this.length) this.write(Buffer.alloc(sizeInBytes - this.length), this.length);
    this.length = sizeInBytes;
  }

  apply(change: Change): void {
    if (change.kind === 'truncate') this.resize(change.sizeInBytes);
    else this.write(change.bytes, change.position);
  }

  /** Turns one bit over; none behind the content. */
  flip(bit: number): void {
    const index = bit >>> 3;
    if (index < this.length) this.bytes[index] = (this.bytes[index] ?? 0) ^ (1 << (bit & 7));
  }
}

/** One file: its bytes as a process sees them, what of them is durable, and the changes between. */
export class SimulatedFile {
  readonly #cache = new GrowingBytes();
  readonly #durable = new GrowingBytes();
  #changes: Change[] = [];

  /** As a process sees it. */
  get content(): Buffer {
    return this.#cache.content;
  }

  write(bytes: Buffer, position: number): void {
    this.#change({ kind: 'write', position, bytes: Buffer.from(bytes) });
  }

  truncate(sizeInBytes: number): void {
    this.#change({ kind: 'truncate', sizeInBytes });
  }

  #change(change: Change): void {
    this.#changes.push(change);
    this.#cache.apply(change);
  }

  /** Makes the changes since the last sync durable, good or failed. */
  sync(): void {
    for (const change of this.#changes) this.#durable.apply(change);
    this.#changes = [];
  }

  /**
   * A sync that fails, as Linux does it: some sectors arrive, and the others count as clean all the same. A process goes on seeing them,
   * and no later sync makes them durable. Lengths go through the journal of the file system and are not lost.
   */
  failSync(random: Random): void {
    for (const change of this.#changes) {
      if (change.kind === 'truncate') this.#durable.apply(change);
      else writeScattered(this.#durable, change, { random, keptOfEight: 4 });
    }
    this.#changes = [];
  }

  flipBit(bit: number): void {
    this.#cache.flip(bit);
    this.#durable.flip(bit);
  }

  /** Replaces the content, durably. */
  replace(content: Buffer): void {
    for (const bytes of [this.#cache, this.#durable]) {
      bytes.resize(0);
      bytes.write(content, 0);
    }
    this.#changes = [];
  }

  /**
   * The file after a power cut: what was durable and a part of the later changes. Half of the time that is a prefix of them, the last write
   * torn at a sector; else any of their sectors, as the disk wrote them in an order of its own, and zeros where only the length arrived.
   */
  survivor(random: Random): SimulatedFile {
    const after = new GrowingBytes();
    after.write(this.#durable.content, 0);
    if (random.below(2) === 0) this.#keepPrefix(after, random);
    else this.#keepScattered(after, random);
    const file = new SimulatedFile();
    file.replace(after.content);
    return file;
  }

  #keepPrefix(after: GrowingBytes, random: Random): void {
    const keptCount = random.below(this.#changes.length + 1);
    for (const [i, change] of this.#changes.slice(0, keptCount).entries()) {
      if (change.kind === 'write' && i === keptCount - 1) after.write(torn(change, random), change.position);
      else after.apply(change);
    }
  }

  #keepScattered(after: GrowingBytes, random: Random): void {
    const keptOfEight = 1 + random.below(7);
    const isLengthKept = random.below(2) === 0;
    for (const change of this.#changes) {
      if (change.kind === 'write') writeScattered(after, change, { random, keptOfEight });
      else if (isLengthKept || random.below(8) < keptOfEight) after.apply(change);
    }
    if (isLengthKept) after.resize(this.#cache.length);
  }
}

/** Writes each sector of a write, or leaves it out. */
function writeScattered(
  target: GrowingBytes,
  { bytes, position }: Write,
  { random, keptOfEight }: { readonly random: Random; readonly keptOfEight: number },
): void {
  for (let start = 0; start < bytes.length;) {
    const end = Math.min(bytes.length, start + SECTOR_BYTES - ((position + start) % SECTOR_BYTES));
    if (random.below(8) < keptOfEight) target.write(bytes.subarray(start, end), position + start);
    start = end;
  }
}

/** A write of which only the first sectors arrived, or all of it. */
function torn(change: Write, random: Random): Buffer {
  if (random.below(2) === 0) return change.bytes;
  const firstBoundary = SECTOR_BYTES - (change.position % SECTOR_BYTES);
  const boundaries = Math.max(0, Math.ceil((change.bytes.length - firstBoundary) / SECTOR_BYTES)) + 1;
  const kept = random.below(boundaries + 1);
  const sizeInBytes = kept === 0 ? 0 : firstBoundary + (kept - 1) * SECTOR_BYTES;
  return change.bytes.subarray(0, Math.min(sizeInBytes, change.bytes.length));
}
