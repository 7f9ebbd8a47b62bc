import type { Clock } from '@yak/base';

type Waiter = (hasCome: boolean) => void;

/** Waiters at once; one more is told at once that its fact did not come. */
const WAITERS_MAX = 10_000;

/** Those who wait for facts; a fact has a name, every wait a limit of time. */
export class Waiters {
  readonly #clock: Clock;
  readonly #byFact = new Map<string, Set<Waiter>>();
  #count = 0;
  #isClosed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether the fact is announced within `timeoutMs` from now; whether it holds already is the caller's to look at. */
  when(fact: string, timeoutMs: number): Promise<boolean> {
    if (this.#isClosed || timeoutMs <= 0 || this.#count >= WAITERS_MAX) return Promise.resolve(false);
    return new Promise((resolve) => {
      const waiting = this.#byFact.get(fact) ?? new Set();
      const settle = (hasCome: boolean): void => {
        this.#clock.clearTimeout(timer);
        this.#count -= 1;
        waiting.delete(settle);
        if (waiting.size === 0) this.#byFact.delete(fact);
        resolve(hasCome);
      };
      const timer = this.#clock.setTimeout(() => settle(false), timeoutMs);
      this.#count += 1;
      waiting.add(settle);
      this.#byFact.set(fact, waiting);
    });
  }

  /** The fact is there: all who wait for it go on. */
  announce(fact: string): void {
    for (const settle of this.#byFact.get(fact) ?? []) settle(true);
  }

  /** No fact comes any more: nobody waits from now on. */
  close(): void {
    this.#isClosed = true;
    for (const waiting of this.#byFact.values()) for (const settle of waiting) settle(false);
  }
}
