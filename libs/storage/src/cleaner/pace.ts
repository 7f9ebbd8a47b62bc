import type { Clock } from '@yak/base';

/** Work at one go; then whoever serves has as long. */
const SLICE_MS = 4;
/** Longest pause between slices. */
const PAUSE_MS_MAX = 50;
/** Longest wait at one go; timers of Node end early beyond 2^31 ms. */
const WAIT_MS_MAX = 3_600_000;
/** Bytes that may be spent ahead of the rate, in time. */
const BURST_MS = 100;

/** Thrown inside a pass that was told to stop. */
export class CleaningStopped extends Error {
  constructor() {
    super('cleaning was told to stop');
    this.name = 'CleaningStopped';
  }
}

/**
 * Holds the cleaner back: to so many bytes a second, read and written together, and to half of the processor's time, in slices.
 * All waits end at once when the pass is told to stop.
 */
export class Pace {
  #sliceStartMs: number;
  /** when the bytes spent so far are paid for */
  #paidMs: number;

  /** @param bytesPerSecondMax above 0 */
  constructor(
    private readonly clock: Clock,
    private readonly bytesPerSecondMax: number,
  ) {
    this.#sliceStartMs = clock.monotonicMs();
    this.#paidMs = this.#sliceStartMs;
  }

  /** Says that a pass begins: what was before it was no work. */
  begin(): void {
    this.#sliceStartMs = this.clock.monotonicMs();
  }

  /** Says that so many bytes were read or written; waits as long as that asks for. Rejects with CleaningStopped. */
  async spend(bytes: number, signal: AbortSignal): Promise<void> {
    const nowMs = this.clock.monotonicMs();
    this.#paidMs = Math.max(this.#paidMs, nowMs - BURST_MS) + (bytes * 1000) / this.bytesPerSecondMax;
    if (this.#paidMs > nowMs) await this.#wait(Math.min(this.#paidMs - nowMs, WAIT_MS_MAX), signal);
    else await this.breathe(signal);
  }

  /** Gives way where the slice is over. Rejects with CleaningStopped. */
  async breathe(signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw new CleaningStopped();
    const workedMs = this.clock.monotonicMs() - this.#sliceStartMs;
    if (workedMs >= SLICE_MS) await this.#wait(Math.min(workedMs, PAUSE_MS_MAX), signal);
  }

  async #wait(durationMs: number, signal: AbortSignal): Promise<void> {
    if (!signal.aborted) {
      await new Promise<void>((resolve) => {
        const done = (): void => {
          this.clock.clearTimeout(timer);
          signal.removeEventListener('abort', done);
          resolve();
        };
        const timer = this.clock.setTimeout(done, durationMs);
        signal.addEventListener('abort', done);
      });
    }
    if (signal.aborted) throw new CleaningStopped();
    this.#sliceStartMs = this.clock.monotonicMs();
  }
}
