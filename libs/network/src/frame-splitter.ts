import { MalformedRequest } from '@yak/codec';

const SIZE_BYTES = 4;
/** A frame up to this size gets its memory when it starts to arrive; a larger one grows as its bytes arrive. */
const PROMISE_BYTES_MAX = 256 * 1024;
const GROWTH = 4;
/** A frame that lies whole in a chunk is handed out without a copy if it is at least this share of what it keeps alive. */
const VIEW_SHARE = 4;

/** What a splitter asks of its connection. */
export interface FrameSplitterOptions {
  /** Largest frame, size prefix not counted. */
  readonly frameBytesMax: number;
  /** Asked once per frame above 256 KiB, when that much of it has arrived. False: not now; `next` gives null until it says true. */
  readonly reserve?: (frameBytes: number) => boolean;
}

/**
 * Cuts a stream of bytes into frames: `int32 size | size bytes`. Bytes are copied at most once for frames up to 256 KiB
 * (not at all where a chunk holds them whole), 1.4 times for larger ones. The size is checked before memory is taken.
 */
export class FrameSplitter {
  /** May be raised once the peer has authenticated. */
  frameBytesMax: number;
  readonly #reserve: (frameBytes: number) => boolean;
  readonly #chunks: Buffer[] = [];
  #position = 0; // in the first chunk
  #unreadBytes = 0;
  #size = -1; // of the frame that is arriving; -1 while its prefix is
  #prefix = 0;
  #prefixBytes = 0;
  #frame: Buffer | null = null;
  #filled = 0;
  #reservedBytes = 0;
  #framesSplit = 0;

  constructor(options: FrameSplitterOptions) {
    this.frameBytesMax = options.frameBytesMax;
    this.#reserve = options.reserve ?? (() => true);
  }

  /** Bytes pushed and not yet looked at. */
  get unreadBytes(): number {
    return this.#unreadBytes;
  }

  /** Bytes of the frame under way that have arrived, size prefix included; 0 between frames. */
  get partialBytes(): number {
    const looked = this.#size < 0 ? this.#prefixBytes : SIZE_BYTES + this.#filled;
    return looked + this.#unreadBytes;
  }

  /** Bytes reserved for the frame under way. When `next` hands the frame out, the reservation is its receiver's. */
  get reservedBytes(): number {
    return this.#reservedBytes;
  }

  /** Frames handed out so far: tells one frame under way from the next. */
  get framesSplit(): number {
    return this.#framesSplit;
  }

  /** Whether a frame of this size was reserved for before it was handed out. */
  static wasReserved(frameBytes: number): boolean {
    return frameBytes > PROMISE_BYTES_MAX;
  }

  /** Takes bytes as they arrive. The splitter keeps the chunk; it must not change. */
  push(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#unreadBytes += chunk.length;
  }

  /** The next whole frame, without its prefix; null when it has not arrived. Throws MalformedRequest for a size out of bounds. */
  next(): Buffer | null {
    if (this.#size < 0 && !this.readPrefix()) return null;
    const frame = this.wholeInChunk() ?? this.assemble();
    if (frame === null) return null;
    this.#size = -1;
    this.#frame = null;
    this.#filled = 0;
    this.#reservedBytes = 0;
    this.#framesSplit += 1;
    return frame;
  }

  /** Drops everything. @returns the bytes that were reserved */
  discard(): number {
    const reserved = this.#reservedBytes;
    this.#chunks.length = 0;
    this.#position = this.#unreadBytes = this.#prefix = this.#prefixBytes = this.#filled = this.#reservedBytes = 0;
    this.#size = -1;
    this.#frame = null;
    return reserved;
  }

  private readPrefix(): boolean {
    while (this.#prefixBytes < SIZE_BYTES) {
      const chunk = this.#chunks[0];
      if (chunk === undefined) return false;
      this.#prefix = (this.#prefix << 8) | (chunk[this.#position] ?? 0);
      this.#prefixBytes += 1;
      this.advance(chunk, 1);
    }
    const size = this.#prefix;
    this.#prefix = 0;
    this.#prefixBytes = 0;
    if (size < 0) throw new MalformedRequest(`a frame of negative size ${size}`);
    if (size > this.frameBytesMax)
      throw new MalformedRequest(`a frame of ${size} bytes is above the limit of ${this.frameBytesMax}`);
    this.#size = size;
    return true;
  }

  /** The frame as a view of the first chunk, or a small copy where a view would keep far more alive than itself. */
  private wholeInChunk(): Buffer | null {
    const size = this.#size;
    if (size === 0) return Buffer.alloc(0);
    const chunk = this.#chunks[0];
    if (chunk === undefined || this.#frame !== null || chunk.length - this.#position < size) return null;
    if (size > PROMISE_BYTES_MAX && !this.reserve()) return null;
    const view = chunk.subarray(this.#position, this.#position + size);
    this.advance(chunk, size);
    if (size * VIEW_SHARE >= chunk.buffer.byteLength) return view;
    const copy = Buffer.allocUnsafe(size);
    view.copy(copy);
    return copy;
  }

  private assemble(): Buffer | null {
    const size = this.#size;
    while (this.#filled < size) {
      const chunk = this.#chunks[0];
      if (chunk === undefined) return null;
      const frame = this.room();
      if (frame === null) return null;
      const count = Math.min(chunk.length - this.#position, frame.length - this.#filled);
      chunk.copy(frame, this.#filled, this.#position, this.#position + count);
      this.#filled += count;
      this.advance(chunk, count);
    }
    return this.#frame;
  }

  /** Memory with at least one free byte for the frame under way; null while the reservation is refused. */
  private room(): Buffer | null {
    const full = this.#frame;
    if (full !== null && this.#filled < full.length) return full;
    if (full !== null && !this.reserve()) return null;
    const capacity = Math.min(this.#size, full === null ? PROMISE_BYTES_MAX : full.length * GROWTH);
    const grown = Buffer.allocUnsafe(capacity);
    full?.copy(grown);
    this.#frame = grown;
    return grown;
  }

  private reserve(): boolean {
    if (this.#reservedBytes > 0) return true;
    if (!this.#reserve(this.#size)) return false;
    this.#reservedBytes = this.#size;
    return true;
  }

  private advance(chunk: Buffer, count: number): void {
    this.#position += count;
    this.#unreadBytes -= count;
    if (this.#position < chunk.length) return;
    this.#chunks.shift();
    this.#position = 0;
  }
}
