import { errorName, type ErrorCode } from './error-code';

/** A protocol error as a value: what a peer is answered, never thrown. `detail` is for people and may be sent to them. */
export interface Refusal {
  readonly kind: 'refusal';
  readonly code: ErrorCode;
  readonly detail: string;
}

/** Makes a refusal. The detail defaults to the code's name. */
export function refusal(code: ErrorCode, detail: string = errorName(code)): Refusal {
  return { kind: 'refusal', code, detail };
}

/** Tells a refusal from a result. */
export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'refusal';
}
