import { assert } from '@yak/base';

/**
 * Bytes that many connections share. A taker asks `isExhausted` first and may then overdraw once, so that a frame larger
 * than what is left does not wait for ever: the bound is `bytesMax` plus one frame of each connection that saw it free.
 * Source: Kafka SimpleMemoryPool (not strict).
 */
export class ByteBudget {
  #taken = 0;
  readonly #waiting = new Set<() => void>();

  /** @param bytesMax bytes taken at once before takers wait, ≥ 1 */
  constructor(readonly bytesMax: number) {
    assert(bytesMax >= 1, `budget out of range: ${bytesMax}`);
  }

  get bytesTaken(): number {
    return this.#taken;
  }

  get isExhausted(): boolean {
    return this.#taken >= this.bytesMax;
  }

  /** Takes bytes, overdrawing where need be. */
  take(bytes: number): void {
    this.#taken += bytes;
  }

  /** Gives bytes back and wakes waiters, first come first served, while there is something left. */
  release(bytes: number): void {
    this.#taken -= bytes;
    assert(this.#taken >= 0, 'more bytes given back than taken');
    for (const wake of this.#waiting) {
      if (this.isExhausted) return;
      this.#waiting.delete(wake);
      wake();
    }
  }

  /** Calls `wake` once when bytes are free again; the same function waits once only. */
  onFree(wake: () => void): void {
    this.#waiting.add(wake);
  }

  /** Waits no more. */
  forget(wake: () => void): void {
    this.#waiting.delete(wake);
  }
}
