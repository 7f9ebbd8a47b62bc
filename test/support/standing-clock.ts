import { type Clock, systemClock, type TimerId } from '@yak/base';

/** Time that stands still: a timer fires at once or never. What goes on under it waits for facts and not for the clock. */
export const standingClock: Clock = {
  monotonicMs: () => 0,
  wallMs: () => 1_700_000_000_000,
  setTimeout: (callback, delayMs) => (delayMs > 0 ? ({} as TimerId) : systemClock.setTimeout(callback, 0)),
  clearTimeout: () => undefined,
  nextTurn: (callback) => systemClock.nextTurn(callback),
};
