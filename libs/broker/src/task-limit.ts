/** Runs tasks, at most so many at once, the others in the order in which they came. Tasks settle their own errors. */
export class TaskLimit {
  readonly #atOnceMax: number;
  readonly #waiting: (() => Promise<void>)[] = [];
  #running = 0;
  #onIdle: (() => void)[] = [];

  /** @param atOnceMax ≥ 1 */
  constructor(atOnceMax: number) {
    this.#atOnceMax = atOnceMax;
  }

  /** Runs the task now or when one of those before it is done. */
  run(task: () => Promise<void>): void {
    this.#waiting.push(task);
    this.#start();
  }

  /** Resolves when nothing runs and nothing waits. */
  whenIdle(): Promise<void> {
    if (this.#running === 0) return Promise.resolve();
    return new Promise((resolve) => this.#onIdle.push(resolve));
  }

  #start(): void {
    while (this.#running < this.#atOnceMax) {
      const task = this.#waiting.shift();
      if (task === undefined) break;
      this.#running += 1;
      void task().finally(() => {
        this.#running -= 1;
        this.#start();
      });
    }
    if (this.#running > 0) return;
    for (const resolve of this.#onIdle.splice(0)) resolve();
  }
}
