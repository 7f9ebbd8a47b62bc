/** Per slot: hash, chunk, position and length of the key, offset. */
const SLOT_BYTES = 4 + 4 + 4 + 4 + 8;
const SLOTS_MIN = 1024;
const CHUNK_BYTES = 1024 * 1024;
/** The smallest record takes about so many bytes of log. */
const RECORD_BYTES_MIN = 8;
/** A key whose place is not found by then finds the map full: so no choice of keys makes the cleaner slow. */
const PROBES_MAX = 1024;

/** What a key map is made for. */
export interface KeyMapOptions {
  /** memory of slots and keys together; a first key is taken whatever its size */
  readonly memoryBytesMax: number;
  /** the largest share of slots in use, above 0, at most 1 */
  readonly loadFactor: number;
  /** bytes of log whose keys come; small ones make a small map */
  readonly logBytes: number;
  /** makes the places of keys unforeseeable; 32 bits */
  readonly seed: number;
}

/**
 * Keys and the newest offset of each, in memory that the collector does not walk. Keys are kept whole and compared byte by byte,
 * so that the answer is exact: two keys of one hash are two keys. (Kafka keeps MD5 hashes alone.)
 *
 *   slots   [hash│chunk│position│length│offset] …     open addressing, at most loadFactor of them in use
 *   chunks  [key key key …] [key …]                   1 MiB each, as needed
 */
export class KeyMap {
  readonly #slots: number;
  readonly #countMax: number;
  readonly #chunkBytesMax: number;
  readonly #seed: number;
  readonly #hashes: Uint32Array;
  /** chunk index + 1; 0: the slot is free */
  readonly #chunkOf: Uint32Array;
  readonly #positions: Uint32Array;
  readonly #lengths: Uint32Array;
  readonly #offsets: Float64Array;
  readonly #chunks: Buffer[] = [];
  #chunkBytes = 0;
  #filled = 0;
  #count = 0;

  constructor(options: KeyMapOptions) {
    const wanted = Math.max(SLOTS_MIN, options.logBytes / RECORD_BYTES_MIN);
    const fitting = Math.max(SLOTS_MIN, options.memoryBytesMax / 2 / SLOT_BYTES);
    this.#slots = 2 ** Math.min(Math.ceil(Math.log2(wanted)), Math.floor(Math.log2(fitting)));
    this.#countMax = Math.max(1, Math.floor(Math.min(1, options.loadFactor) * this.#slots) - 1);
    this.#chunkBytesMax = Math.max(0, options.memoryBytesMax - this.#slots * SLOT_BYTES);
    this.#seed = options.seed;
    this.#hashes = new Uint32Array(this.#slots);
    this.#chunkOf = new Uint32Array(this.#slots);
    this.#positions = new Uint32Array(this.#slots);
    this.#lengths = new Uint32Array(this.#slots);
    this.#offsets = new Float64Array(this.#slots);
  }

  /** Keys in the map. */
  get count(): number {
    return this.#count;
  }

  /** Puts the offset of a key; a later call for the same key has a higher offset. False: the map is full and does not know the key. */
  put(bytes: Buffer, start: number, length: number, offset: number): boolean {
    const hash = this.#hashOf(bytes, start, length);
    const slot = this.#find(bytes, { start, length, hash });
    if (slot === null) return false;
    if (this.#chunkOf[slot] === 0 && !this.#take(slot, { bytes, start, length })) return false;
    this.#hashes[slot] = hash;
    this.#offsets[slot] = offset;
    return true;
  }

  /** The newest offset of a key, or null where the map has it not. */
  newestOffset(bytes: Buffer, start: number, length: number): number | null {
    const slot = this.#find(bytes, { start, length, hash: this.#hashOf(bytes, start, length) });
    return slot === null || this.#chunkOf[slot] === 0 ? null : (this.#offsets[slot] ?? null);
  }

  /** The slot of a key, or the free one that it would get; null where neither is near. */
  #find(bytes: Buffer, key: { start: number; length: number; hash: number }): number | null {
    const { start, length, hash } = key;
    for (let probe = 0; probe < PROBES_MAX; probe += 1) {
      const slot = (hash + probe) & (this.#slots - 1);
      const chunkOf = this.#chunkOf[slot] ?? 0;
      if (chunkOf === 0) return slot;
      if (this.#hashes[slot] !== hash || this.#lengths[slot] !== length) continue;
      const position = this.#positions[slot] ?? 0;
      const chunk = this.#chunks[chunkOf - 1];
      if (chunk?.compare(bytes, start, start + length, position, position + length) === 0) return slot;
    }
    return null;
  }

  #take(slot: number, { bytes, start, length }: { bytes: Buffer; start: number; length: number }): boolean {
    if (this.#count >= this.#countMax || !this.#hasRoom(length)) return false;
    const chunk = this.#chunks.at(-1);
    if (chunk === undefined) return false;
    bytes.copy(chunk, this.#filled, start, start + length);
    this.#chunkOf[slot] = this.#chunks.length;
    this.#positions[slot] = this.#filled;
    this.#lengths[slot] = length;
    this.#filled += length;
    this.#count += 1;
    return true;
  }

  #hasRoom(length: number): boolean {
    const chunk = this.#chunks.at(-1);
    if (chunk !== undefined && this.#filled + length <= chunk.length) return true;
    const sizeInBytes = Math.max(length, Math.min(CHUNK_BYTES, this.#chunkBytesMax));
    if (this.#count > 0 && this.#chunkBytes + sizeInBytes > this.#chunkBytesMax) return false;
    this.#chunks.push(Buffer.allocUnsafeSlow(sizeInBytes));
    this.#chunkBytes += sizeInBytes;
    this.#filled = 0;
    return true;
  }

  /** FNV-1a from a seed, with the bits mixed at the end. */
  #hashOf(bytes: Buffer, start: number, length: number): number {
    let hash = (0x811c9dc5 ^ this.#seed) >>> 0;
    for (let at = start; at < start + length; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return (hash ^ (hash >>> 16)) >>> 0;
  }
}
