/** What went wrong on the control plane. Closed. */
export type BusErrorCode =
  /** The answer did not come in time; whether the request was obeyed is not known. */
  | 'YAK_BUS_TIMEOUT'
  /** Nobody serves at the other end. */
  | 'YAK_BUS_UNAVAILABLE'
  /** Too much waits already. */
  | 'YAK_BUS_OVERLOADED'
  /** The store could not be read or written; it refuses everything from now on. */
  | 'YAK_BUS_STORE_FAILED'
  /** The store no longer knows what was deleted since that revision: read everything anew. */
  | 'YAK_BUS_POSITION_LOST';

/** The control plane failed: a fault of the world, not an answer. */
export class BusError extends Error {
  constructor(
    readonly code: BusErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'BusError';
  }
}
