/** Why a command is to end before it is done: a signal, or a reader of its output that has seen enough. */
export type InterruptionCause = 'signal' | 'closed pipe';

/**
 * What a command does when it is interrupted, where it must not just vanish: a member of a group says goodbye first. The next
 * interruption finds nobody and ends the process.
 */
export class Interruption {
  #listener: ((cause: InterruptionCause) => void) | null = null;

  /** Takes care of the next interruption; what is returned gives that up. */
  take(listener: (cause: InterruptionCause) => void): () => void {
    this.#listener = listener;
    return () => {
      if (this.#listener === listener) this.#listener = null;
    };
  }

  /** Tells who takes care; false: nobody does. */
  raise(cause: InterruptionCause): boolean {
    const listener = this.#listener;
    this.#listener = null;
    listener?.(cause);
    return listener !== null;
  }
}

/** That of this process. */
export const interruption = new Interruption();
