/** One batch of a log's hot tail. */
export interface HotBatch {
  readonly baseOffset: number;
  readonly nextOffset: number;
  readonly bytes: Buffer;
  /** bytes that holding it keeps from being freed */
  readonly retainedBytes: number;
  readonly tail: HotTail;
  isDropped: boolean;
}

/** A queue over one array: shifting is free, the front is cut off now and then. */
class BatchQueue {
  items: (HotBatch | undefined)[] = [];
  head = 0;

  get length(): number {
    return this.items.length - this.head;
  }

  at(index: number): HotBatch | undefined {
    return index < 0 ? undefined : this.items[this.head + index];
  }

  push(batch: HotBatch): void {
    this.items.push(batch);
  }

  shift(): HotBatch | undefined {
    const batch = this.items[this.head];
    if (batch === undefined) return undefined;
    this.items[this.head] = undefined;
    this.head += 1;
    if (this.head > 64 && this.head * 2 > this.items.length) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
    return batch;
  }

  pop(): HotBatch | undefined {
    return this.length === 0 ? undefined : this.items.pop();
  }
}

/**
 * The byte budget that the hot tails of all partitions share: the oldest batch of all is dropped first.
 * A batch is kept by reference where that pins no more than twice its size; from a larger parent it is copied out,
 * so that the budget counts what memory really holds.
 */
export class HotTailBudget {
  readonly #batches = new BatchQueue();
  #retainedBytes = 0;

  /** @param bytesMax bytes that all tails may retain together; 0 keeps nothing */
  constructor(readonly bytesMax: number) {}

  get retainedBytes(): number {
    return this.#retainedBytes;
  }

  admit(
    tail: HotTail,
    place: { readonly baseOffset: number; readonly nextOffset: number },
    bytes: Buffer,
  ): HotBatch | null {
    if (bytes.length > this.bytesMax) return null;
    const parentBytes = bytes.buffer.byteLength;
    const kept = parentBytes <= bytes.length * 2 ? bytes : copyOf(bytes);
    const retainedBytes = kept.buffer.byteLength;
    const batch: HotBatch = {
      baseOffset: place.baseOffset,
      nextOffset: place.nextOffset,
      bytes: kept,
      retainedBytes,
      tail,
      isDropped: false,
    };
    this.#batches.push(batch);
    this.#retainedBytes += retainedBytes;
    return batch;
  }

  /** Drops the oldest batches until the budget holds. */
  trim(): void {
    while (this.#retainedBytes > this.bytesMax) {
      const oldest = this.#batches.shift();
      if (oldest === undefined) return;
      if (!oldest.isDropped) oldest.tail.dropThrough(oldest);
    }
  }

  release(batch: HotBatch): void {
    if (batch.isDropped) return;
    batch.isDropped = true;
    this.#retainedBytes -= batch.retainedBytes;
  }
}

function copyOf(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(copy);
  return copy;
}

/** A log to which so much was appended since anybody read it keeps no tail until it is read again. */
export const UNREAD_BYTES_MAX = 8 * 1024 * 1024;

/**
 * The newest batches of one log, contiguous, in memory, as long as somebody reads the log. Holding bytes for nobody is dear: what
 * outlives two scavenges can only be freed by a full collection.
 */
export class HotTail {
  #batches: BatchQueue | null = null;
  #unreadBytes = 0;

  constructor(private readonly budget: HotTailBudget) {}

  /** First offset held, or null when nothing is. */
  get startOffset(): number | null {
    return this.#batches?.at(0)?.baseOffset ?? null;
  }

  /** Says that somebody reads the log. */
  noteRead(): void {
    this.#unreadBytes = 0;
  }

  add(place: { readonly baseOffset: number; readonly nextOffset: number }, bytes: Buffer): void {
    if (this.#unreadBytes >= UNREAD_BYTES_MAX) {
      if (this.#batches !== null) this.clear();
      return;
    }
    this.#unreadBytes += bytes.length;
    const batch = this.budget.admit(this, place, bytes);
    if (batch === null) {
      this.clear(); // what follows must stay contiguous
      return;
    }
    this.#batches ??= new BatchQueue();
    this.#batches.push(batch);
    this.budget.trim();
  }

  /** Index of the batch that holds `offset`, or −1 when the tail begins behind it or ends before it. */
  indexOf(offset: number): number {
    const batches = this.#batches;
    const first = batches?.at(0);
    if (batches === null || first === undefined || offset < first.baseOffset) return -1;
    let low = 0;
    let high = batches.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((batches.at(middle)?.nextOffset ?? 0) > offset) high = middle;
      else low = middle + 1;
    }
    return low === batches.length ? -1 : low;
  }

  at(index: number): HotBatch | undefined {
    return this.#batches?.at(index);
  }

  /** Drops the batches from the oldest through this one. */
  dropThrough(batch: HotBatch): void {
    for (let oldest = this.#batches?.shift(); oldest !== undefined; oldest = this.#batches?.shift()) {
      this.budget.release(oldest);
      if (oldest === batch) break;
    }
    if (this.#batches?.length === 0) this.#batches = null;
  }

  /** Drops the batches that begin before `offset`. */
  dropBefore(offset: number): void {
    for (let oldest = this.#batches?.at(0); oldest !== undefined && oldest.baseOffset < offset;) {
      this.dropThrough(oldest);
      oldest = this.#batches?.at(0);
    }
  }

  /** Drops the batches that reach `offset` or go beyond it. */
  truncateTo(offset: number): void {
    const batches = this.#batches;
    if (batches === null) return;
    for (
      let last = batches.at(batches.length - 1);
      last !== undefined && last.nextOffset > offset;
      last = batches.at(batches.length - 1)
    ) {
      batches.pop();
      this.budget.release(last);
    }
    if (batches.length === 0) this.#batches = null;
  }

  clear(): void {
    this.truncateTo(-1);
  }
}
