import type { Clock, Random } from '@yak/base';
import { KafkaError } from './kafka-error';

/** How long between attempts: doubled from first to most, with a jitter of a fifth either way. */
export interface Backoff {
  readonly firstMs: number;
  readonly mostMs: number;
}

/** Kafka's retry.backoff.ms and retry.backoff.max.ms. */
export const DEFAULT_BACKOFF: Backoff = { firstMs: 100, mostMs: 1_000 };

const JITTER = 0.2;

/** The wait before the attempt that follows `failures` failed ones (≥ 1), in ms. */
export function backoffMs(failures: number, backoff: Backoff, random: Random): number {
  const planned = Math.min(backoff.mostMs, backoff.firstMs * 2 ** Math.min(failures - 1, 20));
  return planned * (1 - JITTER + 2 * JITTER * random.fraction());
}

/** Resolves after `ms`. */
export function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimeout(resolve, ms);
  });
}

/**
 * Tries until it succeeds, fails with an error that is not retriable, or `timeoutMs` have passed: then the last error is
 * thrown.
 * @param attempt told how many attempts have failed before
 */
export async function retrying<T>(
  around: { readonly clock: Clock; readonly random: Random; readonly timeoutMs: number; readonly backoff?: Backoff },
  attempt: (failures: number) => Promise<T>,
): Promise<T> {
  const { clock, random, timeoutMs, backoff = DEFAULT_BACKOFF } = around;
  const deadlineMs = clock.monotonicMs() + timeoutMs;
  for (let failures = 0; ;) {
    try {
      return await attempt(failures);
    } catch (error) {
      if (!(error instanceof KafkaError) || !error.retriable) throw error;
      failures += 1;
      const waitMs = backoffMs(failures, backoff, random);
      if (clock.monotonicMs() + waitMs > deadlineMs) throw error;
      await pause(clock, waitMs);
    }
  }
}
