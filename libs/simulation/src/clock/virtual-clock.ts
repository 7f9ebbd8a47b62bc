import { assert, type Clock, type Random, type TimerId } from '@yak/base';
import { EventHeap, type VirtualEvent } from './event-heap';

/** How a virtual clock starts. */
export interface VirtualClockInput {
  /** Orders what happens at the same moment; the clock draws from a fork of its own. */
  readonly random: Random;
  /** Wall time at the start, ms since the Unix epoch, integer; left out: 2024-01-01. */
  readonly wallStartMs?: number;
}

const WALL_START_MS = 1_704_067_200_000;

/**
 * Time that moves only from one event to the next. Whoever runs a simulation calls `advance` and lets the microtasks drain
 * before the next call. Events of the same moment run in a random order that the seed decides, also two `nextTurn` of one
 * caller: what needs an order keeps it itself, as with real timers of different parts of a process.
 *
 *   setTimeout(a, 10)  setTimeout(b, 5)  nextTurn(c)       advance → c at 0   advance → b at 5   advance → a at 10
 *
 * A timer armed inside a callback counts from that callback's moment (XState's SimulatedClock does not do that).
 * Source: event-driven simulation as in FoundationDB and TigerBeetle's VOPR.
 */
export class VirtualClock implements Clock {
  readonly #events = new EventHeap();
  readonly #ties: Random;
  readonly #armed = new Map<TimerId, VirtualEvent>();
  #nowMs = 0;
  #wallOffsetMs: number;
  #drawn = 0;

  constructor({ random, wallStartMs = WALL_START_MS }: VirtualClockInput) {
    assert(Number.isSafeInteger(wallStartMs), `wall time out of range: ${wallStartMs}`);
    this.#ties = random.fork('clock ties');
    this.#wallOffsetMs = wallStartMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return Math.floor(this.#nowMs) + this.#wallOffsetMs;
  }

  setTimeout(callback: () => void, delayMs: number): TimerId {
    assert(delayMs >= 0, `delay out of range: ${delayMs}`);
    const timer = {} as TimerId;
    const event = this.#schedule(() => {
      this.#armed.delete(timer);
      callback();
    }, delayMs);
    this.#armed.set(timer, event);
    return timer;
  }

  clearTimeout(timer: TimerId): void {
    const event = this.#armed.get(timer);
    if (event === undefined) return;
    this.#armed.delete(timer);
    this.#events.remove(event);
  }

  nextTurn(callback: () => void): void {
    this.#schedule(callback, 0);
  }

  /** Events that wait. */
  get pending(): number {
    return this.#events.size;
  }

  /** The moment of the next event, monotonic ms; null when none waits: then nothing will ever happen again. */
  get nextEventMs(): number | null {
    return this.#events.peek()?.timeMs ?? null;
  }

  /** Moves to the next event and runs it. Returns false when there is none. What the callback throws goes to the caller. */
  advance(): boolean {
    const event = this.#events.take();
    if (event === null) return false;
    this.#nowMs = event.timeMs;
    event.callback();
    return true;
  }

  /** Sets the wall clock forward or back, as an operator or NTP may; timers and the monotonic time do not notice. */
  jumpWall(byMs: number): void {
    assert(Number.isSafeInteger(byMs), `jump out of range: ${byMs}`);
    this.#wallOffsetMs += byMs;
  }

  #schedule(callback: () => void, delayMs: number): VirtualEvent {
    this.#drawn += 1;
    const event = { timeMs: this.#nowMs + delayMs, tie: this.#ties.uint32(), serial: this.#drawn, callback, place: -1 };
    this.#events.add(event);
    return event;
  }
}
