import type { Random } from '@yak/base';

const SECTOR_BYTES = 512;

/** A change that no sync has covered yet. */
type Change =
  | { readonly kind: 'write'; readonly position: number; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly sizeInBytes: number };

/** One file: its bytes as a process sees them, what of them is durable, and the changes between. */
export class SimulatedFile {
  /** Grows by doubling behind `#length`. */
  #bytes = Buffer.alloc(0);
  #length = 0;
  #durable: Buffer = Buffer.alloc(0);
  #changes: Change[] = [];

  /** As a process sees it. */
  get content(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  write(bytes: Buffer, position: number): void {
    const copy = Buffer.from(bytes);
    this.#changes.push({ kind: 'write', position, bytes: copy });
    this.#apply(copy, position);
  }

  #apply(bytes: Buffer, position: number): void {
    const end = position + bytes.length;
    if (end > this.#bytes.length) {
      const larger = Buffer.alloc(Math.max(end, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    if (position > this.#length) this.#bytes.fill(0, this.#length, position);
    bytes.copy(this.#bytes, position);
    this.#length = Math.max(this.#length, end);
  }

  truncate(sizeInBytes: number): void {
    this.#changes.push({ kind: 'truncate', sizeInBytes });
    this.#resize(sizeInBytes);
  }

  #resize(sizeInBytes: number): void {
    if (sizeInBytes > this.#length) this.#apply(Buffer.alloc(sizeInBytes - this.#length), this.#length);
    this.#length = sizeInBytes;
  }

  sync(): void {
    if (this.#changes.length === 0) return;
    this.#durable = Buffer.from(this.content);
    this.#changes = [];
  }

  flipBit(bit: number): void {
    for (const bytes of [this.#bytes, this.#durable]) {
      const index = bit >>> 3;
      if (index < bytes.length) bytes[index] = (bytes[index] ?? 0) ^ (1 << (bit & 7));
    }
  }

  /** Replaces the content, durably. */
  replace(content: Buffer): void {
    this.#bytes = Buffer.from(content);
    this.#length = content.length;
    this.#durable = Buffer.from(content);
    this.#changes = [];
  }

  /** The file after a power cut: what was durable and a random prefix of the later changes, the last write of them torn at a sector. */
  survivor(random: Random): SimulatedFile {
    const after = new SimulatedFile();
    after.replace(this.#durable);
    const keptCount = random.below(this.#changes.length + 1);
    for (const [i, change] of this.#changes.slice(0, keptCount).entries()) {
      if (change.kind === 'truncate') after.#resize(change.sizeInBytes);
      else after.#apply(i === keptCount - 1 ? torn(change, random) : change.bytes, change.position);
    }
    after.replace(after.content);
    return after;
  }
}

/** A write of which only the first sectors arrived, or all of it. */
function torn(change: { readonly position: number; readonly bytes: Buffer }, random: Random): Buffer {
  if (random.below(2) === 0) return change.bytes;
  const firstBoundary = SECTOR_BYTES - (change.position % SECTOR_BYTES);
  const boundaries = Math.max(0, Math.ceil((change.bytes.length - firstBoundary) / SECTOR_BYTES)) + 1;
  const kept = random.below(boundaries + 1);
  const sizeInBytes = kept === 0 ? 0 : firstBoundary + (kept - 1) * SECTOR_BYTES;
  return change.bytes.subarray(0, Math.min(sizeInBytes, change.bytes.length));
}
