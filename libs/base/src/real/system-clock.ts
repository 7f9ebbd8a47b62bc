import type { Clock, TimerId } from '../clock';

/** The machine's own clocks and timers. */
export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
  setTimeout: (callback, delayMs) => setTimeout(callback, delayMs).unref() as unknown as TimerId,
  clearTimeout: (timer) => {
    clearTimeout(timer as unknown as NodeJS.Timeout);
  },
  nextTurn: (callback) => {
    setImmediate(callback);
  },
};
