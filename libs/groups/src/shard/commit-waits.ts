import type { Clock, TimerId } from '@yak/base';
import { ErrorCode } from '@yak/model';

interface Wait {
  readonly endOffset: number;
  readonly deadlineMs: number;
  readonly onCommitted: (() => void) | null;
  /** Only the first call is heard. */
  readonly settle: (error: ErrorCode | null) => void;
}

/** Behind this many settled waits the array is shifted; until then the head only moves. */
const SHIFT_AFTER = 512;

/**
 * Who waits until the high watermark covers an offset. First in, first out: the offsets never fall, and neither do the
 * deadlines while the setting stays, so that one timer serves all of them.
 */
export class CommitWaits {
  readonly #clock: Clock;
  readonly #timeoutMs: () => number;
  readonly #waits: Wait[] = [];
  #head = 0;
  /** The first that may still time out; those before it were told. */
  #told = 0;
  #timer: TimerId | null = null;

  /** @param timeoutMs longest wait, ms (offsets.commit.timeout.ms) */
  constructor(clock: Clock, timeoutMs: () => number) {
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
  }

  /** How many wait, or waited in vain for what is not committed yet. */
  get length(): number {
    return this.#waits.length - this.#head;
  }

  /**
   * Waits for the offset after what was written. `onCommitted` runs when it is committed, however late.
   * @returns null when it is committed, COORDINATOR_NOT_AVAILABLE when that takes too long, or what `fail` says
   */
  add(endOffset: number, onCommitted: (() => void) | null): Promise<ErrorCode | null> {
    return new Promise((settle) => {
      const deadlineMs = this.#clock.monotonicMs() + this.#timeoutMs();
      this.#waits.push({ endOffset, deadlineMs, onCommitted, settle });
      this.#arm();
    });
  }

  /** The high watermark has come to `offset`. Throws what an `onCommitted` throws; those behind it still wait then. */
  release(offset: number): void {
    for (;;) {
      const wait = this.#waits[this.#head];
      if (wait === undefined || wait.endOffset > offset) break;
      this.#head += 1;
      try {
        wait.onCommitted?.();
      } catch (error) {
        wait.settle(ErrorCode.UNKNOWN_SERVER_ERROR);
        throw error;
      }
      wait.settle(null);
    }
    this.#told = Math.max(this.#told, this.#head);
    this.#shift();
  }

  /** None of it will be committed as far as this shard can know; nothing waits any more. */
  fail(error: ErrorCode): void {
    const failed = this.#waits.splice(0).slice(this.#head);
    this.#head = 0;
    this.#told = 0;
    if (this.#timer !== null) this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
    for (const wait of failed) wait.settle(error);
  }

  #arm(): void {
    const next = this.#waits[this.#told];
    if (next === undefined || this.#timer !== null) return;
    const delayMs = Math.max(next.deadlineMs - this.#clock.monotonicMs(), 0);
    this.#timer = this.#clock.setTimeout(() => this.#tellLate(), delayMs);
  }

  #tellLate(): void {
    this.#timer = null;
    const nowMs = this.#clock.monotonicMs();
    for (;;) {
      const wait = this.#waits[this.#told];
      if (wait === undefined || wait.deadlineMs > nowMs) break;
      this.#told += 1;
      wait.settle(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    }
    this.#arm();
  }

  #shift(): void {
    if (this.#head < this.#waits.length && this.#head < SHIFT_AFTER) return;
    this.#waits.splice(0, this.#head);
    this.#told -= this.#head;
    this.#head = 0;
  }
}
