import type { Clock, TimerId } from '@yak/base';

interface Timer {
  readonly dueMs: number;
  readonly callback: () => void;
}

/** Lets everything that waits for promises go on, as long as it takes. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
}

/** Time that moves when a test says so, timer by timer, with all promises settled in between. */
export class ManualClock implements Clock {
  readonly #timers = new Map<TimerId, Timer>();
  #nowMs = 1_000;

  monotonicMs(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return 1_700_000_000_000 + this.#nowMs;
  }

  setTimeout(callback: () => void, delayMs: number): TimerId {
    const timer = {} as TimerId;
    this.#timers.set(timer, { dueMs: this.#nowMs + delayMs, callback });
    return timer;
  }

  clearTimeout(timer: TimerId): void {
    this.#timers.delete(timer);
  }

  nextTurn(callback: () => void): void {
    this.setTimeout(callback, 0);
  }

  get armed(): number {
    return this.#timers.size;
  }

  /** Time passes while nothing runs: a process that was stopped. */
  stall(ms: number): void {
    this.#nowMs += ms;
  }

  /** Runs every timer of the next `ms` milliseconds in order. */
  async run(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    await settle();
    for (;;) {
      const next = [...this.#timers].sort(([, one], [, other]) => one.dueMs - other.dueMs)[0];
      if (next === undefined || next[1].dueMs > endMs) break;
      this.#timers.delete(next[0]);
      this.#nowMs = Math.max(this.#nowMs, next[1].dueMs);
      next[1].callback();
      await settle();
    }
    this.#nowMs = Math.max(this.#nowMs, endMs);
  }
}
