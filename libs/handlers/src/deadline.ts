import type { Clock } from '@yak/base';

/** Resolves when all promises have settled well, or after `timeoutMs` (negative counts as 0), whichever is first. Rejects as they do. */
export function allOrDeadline(clock: Clock, promises: readonly Promise<unknown>[], timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = clock.setTimeout(resolve, Math.max(0, timeoutMs));
    Promise.all(promises).then(
      () => {
        clock.clearTimeout(timer);
        resolve();
      },
      (cause: unknown) => {
        clock.clearTimeout(timer);
        reject(cause instanceof Error ? cause : new Error('a promise was broken', { cause }));
      },
    );
  });
}
