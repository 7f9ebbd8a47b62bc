import type { Clock } from '@yak/base';
import type { Disk } from '../disk';

/** Files and directories that are removed when readers had time to end; the sweep asks. */
export class DelayedRemovals {
  #waiting: { readonly path: string; readonly dueMs: number }[] = [];

  constructor(
    private readonly disk: Disk,
    private readonly clock: Clock,
  ) {}

  /** Paths that wait. */
  get count(): number {
    return this.#waiting.length;
  }

  add(path: string, delayMs: number): void {
    this.#waiting.push({ path, dueMs: this.clock.monotonicMs() + delayMs });
  }

  /** Removes what is due. Rejects with the disk's StorageError. */
  async run(): Promise<void> {
    if (this.#waiting.length === 0) return;
    const nowMs = this.clock.monotonicMs();
    const due = this.#waiting.filter(({ dueMs }) => dueMs <= nowMs);
    this.#waiting = this.#waiting.filter(({ dueMs }) => dueMs > nowMs);
    for (const { path } of due) await this.disk.removeDirectory(path);
  }
}
