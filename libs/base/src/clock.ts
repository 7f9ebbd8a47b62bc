import type { Brand } from './brand';

/** Names one armed timer of one clock. */
export type TimerId = Brand<object, 'TimerId'>;

/**
 * Time as the world gives it, as a port: the real clock in production, an event-by-event virtual one under simulation.
 * XState's `clock` option takes it as it is (`setTimeout`, `clearTimeout`).
 */
export interface Clock {
  /** Milliseconds since an arbitrary start, never going back; fractions allowed. */
  monotonicMs(): number;
  /** Milliseconds since the Unix epoch, an integer; may jump. */
  wallMs(): number;
  /** Runs `callback` once after `delayMs` (≥ 0). A pending timer never keeps the process alive by itself. */
  setTimeout(callback: () => void, delayMs: number): TimerId;
  /** Disarms a timer; a timer that has fired is ignored. */
  clearTimeout(timer: TimerId): void;
  /** Runs `callback` in the next turn of the event loop, after the I/O that is already pending has been read. */
  nextTurn(callback: () => void): void;
}
