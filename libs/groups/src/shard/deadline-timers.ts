import type { Clock, TimerId } from '@yak/base';
import type { Decision } from '../decision';
import type { GroupTimers } from '../ports';

interface Entry {
  readonly key: string;
  /** When it fires, monotonic ms. */
  deadlineMs: number;
  operation: () => Decision<void>;
  /** Counts the settings; tells what was set by what fires from what waited already. */
  setNumber: number;
  /** What the heap is ordered by: at or before the deadline. */
  placeMs: number;
  index: number;
}

/** Longest delay that timers of Node take, ms; a longer one is armed in parts. */
const ARMED_MS_MAX = 2 ** 31 - 1;

/**
 * Timers by name over one armed timer of the clock. Setting one again to a later time, as every heartbeat does, stores a
 * number and no more: its place in the heap is looked at again when that comes to the top.
 *
 * What is due fires one turn of the event loop later, so that heartbeats that lie in the sockets after a stall come first.
 */
export class DeadlineTimers implements GroupTimers {
  readonly #clock: Clock;
  readonly #fire: (operation: () => Decision<void>) => void;
  readonly #entries = new Map<string, Entry>();
  readonly #heap: Entry[] = [];
  #armed: { readonly timer: TimerId; readonly atMs: number } | null = null;
  #isDueAwaited = false;
  #setNumber = 0;
  #isClosed = false;

  /** @param fire runs what has fired; it must not throw */
  constructor(clock: Clock, fire: (operation: () => Decision<void>) => void) {
    this.#clock = clock;
    this.#fire = fire;
  }

  /** How many are set. */
  get count(): number {
    return this.#heap.length;
  }

  set(key: string, delayMs: number, operation: () => Decision<void>): void {
    if (this.#isClosed) return;
    const deadlineMs = this.#clock.monotonicMs() + Math.max(delayMs, 0);
    this.#setNumber += 1;
    const entry = this.#entries.get(key);
    if (entry === undefined) this.#add({ key, deadlineMs, operation, setNumber: this.#setNumber });
    else this.#move(entry, deadlineMs, operation);
    this.#arm();
  }

  cancel(key: string): void {
    const entry = this.#entries.get(key);
    if (entry !== undefined) this.#take(entry);
  }

  remainingMs(key: string): number | null {
    const entry = this.#entries.get(key);
    return entry === undefined ? null : Math.max(entry.deadlineMs - this.#clock.monotonicMs(), 0);
  }

  /** Drops all of them; nothing fires any more. */
  close(): void {
    this.#isClosed = true;
    this.#disarm();
    this.#entries.clear();
    this.#heap.length = 0;
  }

  #add(entry: Omit<Entry, 'placeMs' | 'index'>): void {
    const added = { ...entry, placeMs: entry.deadlineMs, index: this.#heap.length };
    this.#entries.set(entry.key, added);
    this.#heap.push(added);
    this.#rise(added);
  }

  #move(entry: Entry, deadlineMs: number, operation: () => Decision<void>): void {
    entry.deadlineMs = deadlineMs;
    entry.operation = operation;
    entry.setNumber = this.#setNumber;
    if (deadlineMs >= entry.placeMs) return;
    entry.placeMs = deadlineMs;
    this.#rise(entry);
  }

  #take(entry: Entry): void {
    this.#entries.delete(entry.key);
    const last = this.#heap.pop();
    if (last === undefined || last === entry) return;
    this.#place(last, entry.index);
    this.#rise(last);
    this.#sink(last);
  }

  #arm(): void {
    const first = this.#heap[0];
    if (first === undefined || this.#isDueAwaited) return;
    if (this.#armed !== null && this.#armed.atMs <= first.placeMs) return;
    this.#disarm();
    const delayMs = Math.min(Math.max(first.placeMs - this.#clock.monotonicMs(), 0), ARMED_MS_MAX);
    this.#armed = { timer: this.#clock.setTimeout(() => this.#comeDue(), delayMs), atMs: first.placeMs };
  }

  #disarm(): void {
    if (this.#armed !== null) this.#clock.clearTimeout(this.#armed.timer);
    this.#armed = null;
  }

  #comeDue(): void {
    this.#armed = null;
    this.#isDueAwaited = true;
    this.#clock.nextTurn(() => {
      this.#isDueAwaited = false;
      this.#fireDue();
      if (!this.#isClosed) this.#arm();
    });
  }

  #fireDue(): void {
    const nowMs = this.#clock.monotonicMs();
    const newest = this.#setNumber; // what is set from here on waits for the next time
    for (let first = this.#heap[0]; first !== undefined; first = this.#heap[0]) {
      if (first.placeMs > nowMs || (first.deadlineMs <= nowMs && first.setNumber > newest)) return;
      if (first.deadlineMs > nowMs) {
        first.placeMs = first.deadlineMs;
        this.#sink(first);
        continue;
      }
      this.#take(first);
      this.#fire(first.operation);
    }
  }

  #rise(entry: Entry): void {
    for (;;) {
      const parent = this.#heap[(entry.index - 1) >> 1];
      if (entry.index === 0 || parent === undefined || parent.placeMs <= entry.placeMs) return;
      this.#swap(entry, parent);
    }
  }

  #sink(entry: Entry): void {
    for (;;) {
      const left = this.#heap[2 * entry.index + 1];
      const right = this.#heap[2 * entry.index + 2];
      const least = right !== undefined && left !== undefined && right.placeMs < left.placeMs ? right : left;
      if (least === undefined || least.placeMs >= entry.placeMs) return;
      this.#swap(entry, least);
    }
  }

  #swap(one: Entry, other: Entry): void {
    const { index } = one;
    this.#place(one, other.index);
    this.#place(other, index);
  }

  #place(entry: Entry, index: number): void {
    entry.index = index;
    this.#heap[index] = entry;
  }
}
