import crypto from 'node:crypto';
import { performance } from 'node:perf_hooks';

type Trip = (what: string) => unknown;

/** XState names and dates its delayed events by itself; neither reaches anything that a run compares. */
const FORGIVEN = /[\\/]node_modules[\\/]xstate[\\/]/;

/**
 * While `work` runs, real time and chance are not to be had: whoever in this process asks for them gets an exception that names
 * what was asked for, and the asking is reported as well, because the exception may be caught. Synchronous; everything is as
 * before when it returns.
 */
export function underTripwire<Result>(work: () => Result, onTripped: (what: string) => void): Result {
  const trip: Trip = (what) => {
    const error = new Error(`${what} was used inside of a simulation`);
    if (FORGIVEN.test(error.stack ?? '')) return 0;
    onTripped(error.stack ?? what);
    throw error;
  };
  const restores = [
    ...['setTimeout', 'setInterval', 'setImmediate'].map((name) => replace(globalThis, name, () => trip(name))),
    replace(globalThis, 'Date', guardedDate(trip)),
    replace(Math, 'random', () => trip('Math.random')),
    replace(performance, 'now', () => trip('performance.now')),
    replace(process, 'nextTick', () => trip('process.nextTick')),
    ...['randomBytes', 'randomFillSync', 'randomInt', 'randomUUID'].map((name) =>
      replace(crypto, name, () => trip(name)),
    ),
  ];
  try {
    return work();
  } finally {
    for (const restore of restores) restore();
  }
}

function replace(holder: object, name: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(holder, name);
  Object.defineProperty(holder, name, { value, configurable: true, writable: true });
  return () => {
    if (before === undefined) Reflect.deleteProperty(holder, name);
    else Object.defineProperty(holder, name, before);
  };
}

/** A Date that makes dates of given times but does not know what time it is. */
function guardedDate(trip: Trip): DateConstructor {
  const now = (): unknown => trip('Date.now');
  return new Proxy(Date, {
    get: (target, name, receiver): unknown => (name === 'now' ? now : Reflect.get(target, name, receiver)),
    apply: () => String(trip('Date()')),
    construct: (target, given: unknown[], newTarget): object => {
      if (given.length === 0) trip('new Date()');
      return Reflect.construct(target, given.length === 0 ? [0] : given, newTarget) as object;
    },
  });
}
