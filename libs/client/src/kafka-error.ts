import { errorName, isRetriable } from '@yak/model';

/** A request that a broker refused, or that never reached one (then the code is NETWORK_EXCEPTION or REQUEST_TIMED_OUT). */
export class KafkaError extends Error {
  /** Kafka's error code. */
  readonly code: number;
  /** Its name as Kafka prints it. */
  readonly kafkaName: string;
  /** Whether trying again may help, by Kafka's table. */
  readonly retriable: boolean;

  /** @param detail what the broker said beside the code; null when it said nothing */
  constructor(code: number, detail: string | null = null, options: { cause?: unknown } = {}) {
    super(detail === null || detail === '' ? errorName(code) : `${errorName(code)}: ${detail}`, options);
    this.name = 'KafkaError';
    this.code = code;
    this.kafkaName = errorName(code);
    this.retriable = isRetriable(code);
  }
}

/** The error of a code; null for 0. */
export function errorOf(code: number, detail: string | null = null): KafkaError | null {
  return code === 0 ? null : new KafkaError(code, detail);
}

/** Throws KafkaError unless the code is 0. */
export function throwIfError(code: number, detail: string | null = null): void {
  if (code !== 0) throw new KafkaError(code, detail);
}
