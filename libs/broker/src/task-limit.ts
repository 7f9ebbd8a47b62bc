type Task = () => Promise<void>;

/** The first task of its key: it waits for a place alone. */
interface Waiting {
  readonly key: string;
  readonly task: Task;
}

/**
 * Runs tasks, at most so many at once, the others in the order in which they came; those of one key one after the other.
 * Tasks settle their own errors.
 */
export class TaskLimit {
  readonly #atOnceMax: number;
  readonly #waiting: Waiting[] = [];
  /** By key: that one of its tasks waits or runs; what comes after it. */
  readonly #behind = new Map<string, Task[]>();
  #running = 0;
  #onIdle: (() => void)[] = [];

  /** @param atOnceMax ≥ 1 */
  constructor(atOnceMax: number) {
    this.#atOnceMax = atOnceMax;
  }

  /** Runs the task now or when one of those before it, and all of its key before it, are done. */
  run(key: string, task: Task): void {
    const behind = this.#behind.get(key);
    if (behind !== undefined) {
      behind.push(task);
      return;
    }
    this.#behind.set(key, []);
    this.#waiting.push({ key, task });
    this.#start();
  }

  /** Resolves when nothing runs and nothing waits. */
  whenIdle(): Promise<void> {
    if (this.#running === 0) return Promise.resolve();
    return new Promise((resolve) => this.#onIdle.push(resolve));
  }

  #start(): void {
    while (this.#running < this.#atOnceMax) {
      const next = this.#waiting.shift();
      if (next === undefined) break;
      this.#running += 1;
      void next.task().finally(() => {
        this.#running -= 1;
        this.#done(next.key);
        this.#start();
      });
    }
    if (this.#running > 0) return;
    for (const resolve of this.#onIdle.splice(0)) resolve();
  }

  #done(key: string): void {
    const task = this.#behind.get(key)?.shift();
    if (task === undefined) this.#behind.delete(key);
    else this.#waiting.push({ key, task });
  }
}
