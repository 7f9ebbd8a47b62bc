import type { Refusal } from '@yak/model';

interface ParkedAck {
  readonly endOffset: number;
  readonly settle: (refusal: Refusal | null) => void;
}

/** Behind this many settled acks the array is shifted; until then the head only moves. */
const SHIFT_AFTER = 512;

/** Acks that wait until some offset reaches the end of their batch. In the order of the appends; bounded. */
export class ParkedAcks {
  readonly #acks: ParkedAck[] = [];
  #head = 0;

  /** @param limit most acks that wait at once, ≥ 1 */
  constructor(readonly limit: number) {}

  get length(): number {
    return this.#acks.length - this.#head;
  }

  get isFull(): boolean {
    return this.length >= this.limit;
  }

  /** Waits for `endOffset` (exclusive end of the batch); the caller has looked at `isFull`. Resolves null when it is reached. */
  park(endOffset: number): Promise<Refusal | null> {
    return new Promise((settle) => {
      this.#acks.push({ endOffset, settle });
    });
  }

  /** Settles every ack whose batch ends at or below `offset`. */
  release(offset: number): void {
    for (;;) {
      const ack = this.#acks[this.#head];
      if (ack === undefined || ack.endOffset > offset) break;
      this.#head += 1;
      ack.settle(null);
    }
    this.#shift();
  }

  /** Breaks the promise to all that wait. */
  breakAll(refusal: Refusal): void {
    const broken = this.#acks.splice(0).slice(this.#head);
    this.#head = 0;
    for (const ack of broken) ack.settle(refusal);
  }

  #shift(): void {
    if (this.#head === this.#acks.length) this.#acks.length = 0;
    else if (this.#head < SHIFT_AFTER) return;
    else this.#acks.splice(0, this.#head);
    this.#head = 0;
  }
}
