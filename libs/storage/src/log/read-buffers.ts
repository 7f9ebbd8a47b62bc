const KIB = 1024;
/** What a size class holds beyond its power of two: reads take the header of the next batch along. */
const SLACK_BYTES = 4 * KIB;
const SMALLEST_BYTES = 64 * KIB;
const CLASSES = 5; // 64 KiB to 1 MiB

/** Memory for one read. */
export interface LentBuffer {
  /** as long as was asked for; its content is arbitrary */
  readonly bytes: Buffer;
  /** Gives the memory back: nobody may look at it afterwards. Not giving it back is safe, the collector takes it. */
  readonly release: () => void;
}

/**
 * Memory for reads from disk, used again and again. Fresh memory for each read would make the engine collect the whole heap
 * every 64 MB: it counts what buffers hold outside the heap, and a fetch makes few objects but many bytes.
 *
 *   power of two + 4 KiB │ 64 │ 128 │ 256 │ 512 │ 1024 KiB │ larger: fresh memory, never kept
 */
export class ReadBuffers {
  readonly #free: ArrayBuffer[][] = Array.from({ length: CLASSES }, () => []);
  #freeBytes = 0;

  /** @param freeBytesMax bytes kept for later reads, ≥ 0 */
  constructor(private readonly freeBytesMax: number) {}

  /** Bytes that wait for a read. */
  get freeBytes(): number {
    return this.#freeBytes;
  }

  /** Lends memory for `sizeInBytes` bytes. */
  lend(sizeInBytes: number): LentBuffer {
    const index = classOf(sizeInBytes);
    const free = this.#free[index];
    if (free === undefined) return { bytes: Buffer.allocUnsafeSlow(sizeInBytes), release: nothing };
    const memory = this.#take(free) ?? new ArrayBuffer((SMALLEST_BYTES << index) + SLACK_BYTES);
    let isLent = true;
    const release = (): void => {
      if (!isLent) return; // the memory may already be somebody else's
      isLent = false;
      if (this.#freeBytes + memory.byteLength > this.freeBytesMax) return;
      free.push(memory);
      this.#freeBytes += memory.byteLength;
    };
    return { bytes: Buffer.from(memory, 0, sizeInBytes), release };
  }

  #take(free: ArrayBuffer[]): ArrayBuffer | undefined {
    const memory = free.pop();
    if (memory !== undefined) this.#freeBytes -= memory.byteLength;
    return memory;
  }
}

const nothing = (): void => undefined;

/** The smallest class that holds so many bytes; `CLASSES` when none does. */
function classOf(sizeInBytes: number): number {
  let index = 0;
  while (index < CLASSES && sizeInBytes > (SMALLEST_BYTES << index) + SLACK_BYTES) index += 1;
  return index;
}
