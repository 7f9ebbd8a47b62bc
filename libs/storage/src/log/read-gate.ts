/**
 * Lets the reads of a log's files through, except for the moments in which files change their names: those wait for reads that
 * have begun, and reads that come meanwhile wait for them. Reads from memory do not come here.
 */
export class ReadGate {
  #reading = 0;
  #closed: Promise<void> | null = null;
  #drained: (() => void) | null = null;

  /** Runs a read; never from inside another one. */
  async through<T>(read: () => Promise<T>): Promise<T> {
    while (this.#closed !== null) await this.#closed;
    this.#reading += 1;
    try {
      return await read();
    } finally {
      this.#reading -= 1;
      if (this.#reading === 0) this.#drained?.();
    }
  }

  /** Runs `change` while nothing is read. Changes come one after the other: their caller sees to that. */
  async whileClosed(change: () => Promise<void>): Promise<void> {
    let open = (): void => undefined;
    this.#closed = new Promise((resolve) => {
      open = resolve;
    });
    try {
      if (this.#reading > 0) {
        await new Promise<void>((resolve) => {
          this.#drained = resolve;
        });
      }
      await change();
    } finally {
      this.#drained = null;
      this.#closed = null;
      open();
    }
  }
}
