/**
 * How many logs of one directory write at once. A log whose turn has not come gathers on, so that many busy logs write few large
 * groups instead of many small ones: a hand-over to the thread pool costs more than the bytes of a small group.
 */
export class WriteSlots {
  #free: number;
  /** At most one per log, in the order of asking. */
  readonly #waiting: (() => void)[] = [];

  /** @param count slots, ≥ 1 */
  constructor(count: number) {
    this.#free = count;
  }

  /** Takes a slot: null when it was had at once, else resolves when it is. Every take is followed by one `release`. */
  take(): Promise<void> | null {
    if (this.#free > 0) {
      this.#free -= 1;
      return null;
    }
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  /** Gives the slot to who has waited longest. */
  release(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }
}
