import { setFlagsFromString } from 'node:v8';

let checkpoint: (() => void) | null = null;

/**
 * The checkpoint is a native of V8, and natives are parsed only under a flag. It is set while this one function is compiled and
 * taken back at once, so nothing else in the process can use natives.
 */
function compileCheckpoint(): () => void {
  setFlagsFromString('--allow-natives-syntax');
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- no other door leads to V8's checkpoint
  const compiled = new Function('%PerformMicrotaskCheckpoint()') as () => void;
  compiled(); // compilation is lazy: it needs the flag at the first call
  setFlagsFromString('--no-allow-natives-syntax');
  return compiled;
}

/**
 * Runs all microtasks that wait, and those that they queue, before it returns. Does nothing when called from inside a microtask,
 * so the caller must run in a macrotask of its own. Does not run `process.nextTick`.
 * Source: V8 %PerformMicrotaskCheckpoint; the queue is first in, first out, which makes promises replayable.
 */
export function drainMicrotasks(): void {
  checkpoint ??= compileCheckpoint();
  checkpoint();
}

/** Whether microtasks can be drained here: false inside of a microtask. */
export function canDrainMicrotasks(): boolean {
  let hasRun = false;
  void Promise.resolve().then(() => {
    hasRun = true;
  });
  drainMicrotasks();
  return hasRun;
}
