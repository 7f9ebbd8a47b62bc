import type { VirtualClock } from '@yak/simulation';

/** Lets every promise that can go on do so. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Moves the clock event by event until the promise settles. Throws when nothing is left to happen or after too many events. */
export async function drive<T>(clock: VirtualClock, promise: Promise<T>, eventsMax = 200_000): Promise<T> {
  const state = { isSettled: false };
  const mark = (): void => {
    state.isSettled = true;
  };
  promise.then(mark, mark);
  for (let events = 0; events < eventsMax; events += 1) {
    await settle();
    if (state.isSettled) return promise;
    if (!clock.advance()) throw new Error(`nothing is left to happen at ${clock.monotonicMs()} ms`);
  }
  throw new Error(`not settled after ${eventsMax} events`);
}

/** Runs everything that happens within the next `ms` of the clock. */
export async function runFor(clock: VirtualClock, ms: number): Promise<void> {
  const state = { isOver: false };
  clock.setTimeout(() => {
    state.isOver = true;
  }, ms);
  for (;;) {
    await settle();
    if (state.isOver || !clock.advance()) return;
  }
}
