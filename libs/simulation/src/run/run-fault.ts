/** A run that must not go on: what it simulates, or the simulation itself, broke a law. */
export class RunFault extends Error {
  constructor(
    readonly kind: 'deadlock' | 'too many events' | 'uncaught' | 'broken law' | 'not replayable',
    detail: string,
    options?: { readonly cause: unknown },
  ) {
    super(`${kind}: ${detail}`, options);
  }
}
