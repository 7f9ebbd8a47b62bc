/** A broken invariant of our own: a bug in YAK, never a peer's or the disk's fault. Never caught except where docs/STYLE.md says. */
export class AssertionFailure extends Error {
  readonly code = 'YAK_ASSERTION_FAILURE';
  constructor(message: string) {
    super(message);
    this.name = 'AssertionFailure';
  }
}

/** States what must hold here. Throws AssertionFailure with the message when it does not. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new AssertionFailure(message);
}

/** The end of an exhaustive switch: the compiler proves that it is never reached. Throws AssertionFailure if it is. */
export function unreachable(value: never): never {
  throw new AssertionFailure(`unreachable: ${JSON.stringify(value)}`);
}
