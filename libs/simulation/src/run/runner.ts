import { assert } from '@yak/base';
import type { VirtualClock } from '../clock/virtual-clock';
import { canDrainMicrotasks, drainMicrotasks } from './drain-microtasks';
import { RunFault } from './run-fault';

/** How a run is driven. */
export interface RunnerOptions {
  readonly clock: VirtualClock;
  /** A run with more events than this is given up as one that never ends. */
  readonly eventsMax: number;
}

interface EventWaiter {
  readonly at: number;
  readonly resolve: () => void;
}

/**
 * Drives everything that lives on one virtual clock: an event, then the microtasks that it queued, then the laws, then the next
 * event. Synchronous from the first event to the last, so nothing outside can come between.
 */
export class Runner {
  readonly #options: RunnerOptions;
  readonly #laws: (() => void)[] = [];
  #waiters: EventWaiter[] = [];
  #events = 0;
  #failure: unknown = null;

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  /** Events so far. */
  get events(): number {
    return this.#events;
  }

  /** Checked after every event; throws where it does not hold, and that ends the run. */
  addLaw(law: () => void): void {
    this.#laws.push(law);
  }

  /** Resolves after so many more events, ≥ 1, between two of them: the moment for faults that strike anywhere. */
  afterEvents(count: number): Promise<void> {
    assert(Number.isSafeInteger(count) && count >= 1, `count of events out of range: ${count}`);
    return new Promise((resolve) => {
      this.#waiters.push({ at: this.#events + count, resolve });
    });
  }

  /** Ends the run with this error after the current event. The first one counts. */
  fail(error: unknown): void {
    this.#failure ??= error;
  }

  /** Runs a check whose exception must not reach its caller, who may swallow it: what it throws ends the run. */
  check(law: () => void): void {
    try {
      law();
    } catch (error) {
      this.fail(error);
    }
  }

  /**
   * Runs the scenario to its end and returns what it resolves to. Must be called in a macrotask of its own, not after an `await`.
   * Throws what the scenario rejects with, what a law or a callback throws, and RunFault where nothing can happen any more.
   */
  run<Outcome>(scenario: () => Promise<Outcome>): Outcome {
    assert(canDrainMicrotasks(), 'a run needs a macrotask of its own: microtasks cannot be drained here');
    let outcome: { readonly value: Outcome } | null = null;
    scenario().then(
      (value) => {
        outcome = { value };
      },
      (error: unknown) => {
        this.fail(error);
      },
    );
    const ended = (): { readonly value: Outcome } | null => outcome;
    this.#settle();
    while (ended() === null) {
      this.#step();
      this.#settle();
    }
    const { value } = ended() ?? {};
    return value as Outcome;
  }

  #step(): void {
    const { clock, eventsMax } = this.#options;
    if (this.#events >= eventsMax) throw new RunFault('too many events', `the run has not ended after ${eventsMax}`);
    if (clock.pending === 0) throw new RunFault('deadlock', 'the scenario has not ended and nothing will ever happen');
    this.#events += 1;
    try {
      clock.advance();
    } catch (error) {
      throw new RunFault('uncaught', 'a callback threw', { cause: error });
    }
  }

  #settle(): void {
    drainMicrotasks();
    if (this.#waiters.length > 0) this.#wake();
    for (const law of this.#laws) this.check(law);
    if (this.#failure !== null) throw this.#failure as Error;
  }

  #wake(): void {
    const due = this.#waiters.filter(({ at }) => at <= this.#events);
    if (due.length === 0) return;
    this.#waiters = this.#waiters.filter(({ at }) => at > this.#events);
    for (const { resolve } of due) resolve();
    drainMicrotasks();
  }
}
