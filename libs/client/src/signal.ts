/** Something that may happen at any time and is waited for by turning to it: raised until it is taken. */
export class Signal {
  #isRaised = false;
  #waiting: (() => void) | null = null;

  /** Wakes who waits, or who waits next. */
  raise(): void {
    this.#isRaised = true;
    this.#waiting?.();
    this.#waiting = null;
  }

  /** Takes the signal down. */
  take(): void {
    this.#isRaised = false;
  }

  /** Resolves when the signal is up. One waits at a time; a later one takes the place of an earlier. */
  raised(): Promise<void> {
    if (this.#isRaised) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }
}
