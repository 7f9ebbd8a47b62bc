/**
 * One costly action for many who ask: those who ask while it runs share the next run, which begins after they asked.
 * So a thousand new partitions cost a few syncs of their directory.
 */
export class Coalesced {
  #running: Promise<void> | null = null;
  #next: Promise<void> | null = null;

  constructor(private readonly action: () => Promise<void>) {}

  /** Resolves when a run that began after the call has ended; rejects as that run does. */
  request(): Promise<void> {
    if (this.#next !== null) return this.#next;
    const running = this.#running;
    if (running === null) return this.#start();
    this.#next = running
      .catch(() => undefined)
      .then(() => {
        this.#next = null;
        return this.#start();
      });
    return this.#next;
  }

  #start(): Promise<void> {
    const run = this.action().finally(() => {
      if (this.#running === run) this.#running = null;
    });
    this.#running = run;
    return run;
  }
}
