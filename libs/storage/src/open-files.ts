import type { Clock } from '@yak/base';
import type { Disk, DiskFile, OpenMode } from './disk';
import { StorageError } from './storage-error';

interface OpenFile {
  readonly path: string;
  readonly opened: Promise<DiskFile>;
  users: number;
  usedAtMs: number;
}

/**
 * The open files of a log directory: least recently used ones are closed when there are `filesMax`, idle ones by `closeIdle`.
 * So thousands of partitions live with few descriptors.
 */
export class OpenFiles {
  /** In order of last use, oldest first. */
  readonly #files = new Map<string, OpenFile>();
  readonly #waiting: (() => void)[] = [];
  /** Closing ones still hold a descriptor. */
  #closing = 0;

  /** @param filesMax most files open at once, ≥ 1 */
  constructor(
    private readonly disk: Disk,
    private readonly clock: Clock,
    private readonly filesMax: number,
  ) {}

  /** Files open now. */
  get count(): number {
    return this.#files.size + this.#closing;
  }

  /** Runs `action` with the file open; waits for a free descriptor when all are in use. Rejects with the disk's StorageError. */
  async use<T>(path: string, mode: OpenMode, action: (file: DiskFile) => Promise<T>): Promise<T> {
    let entry = this.#files.get(path);
    while (entry === undefined) {
      if (this.count >= this.filesMax && !(await this.#closeOldest())) await this.#released();
      entry = this.#files.get(path) ?? this.#open(path, mode);
    }
    entry.users += 1;
    this.#touch(entry);
    try {
      return await action(await entry.opened);
    } finally {
      entry.users -= 1;
      entry.usedAtMs = this.clock.monotonicMs();
      this.#waiting.shift()?.();
    }
  }

  /** Opens unless another took the last place meanwhile. */
  #open(path: string, mode: OpenMode): OpenFile | undefined {
    if (this.count >= this.filesMax) return undefined;
    const entry: OpenFile = { path, opened: this.disk.open(path, mode), users: 0, usedAtMs: this.clock.monotonicMs() };
    this.#files.set(path, entry);
    entry.opened.catch(() => {
      if (this.#files.get(path) === entry) this.#files.delete(path);
    });
    return entry;
  }

  #touch(entry: OpenFile): void {
    if (this.#files.get(entry.path) !== entry) return;
    this.#files.delete(entry.path);
    this.#files.set(entry.path, entry);
  }

  #released(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  async #closeOldest(): Promise<boolean> {
    for (const entry of this.#files.values()) {
      if (entry.users > 0) continue;
      await this.#close(entry);
      return true;
    }
    return false;
  }

  async #close(entry: OpenFile): Promise<void> {
    if (this.#files.get(entry.path) === entry) this.#files.delete(entry.path);
    this.#closing += 1;
    try {
      await (await entry.opened).close();
    } catch (error) {
      // Nothing un-synced counts, so a failed close loses nothing; a file that never opened has nothing to close.
      if (!(error instanceof StorageError)) throw error;
    } finally {
      this.#closing -= 1;
      this.#waiting.shift()?.();
    }
  }

  /** Closes one file, when its users are done with it; before it is renamed or removed. */
  async forget(path: string): Promise<void> {
    for (;;) {
      const entry = this.#files.get(path);
      if (entry === undefined) return;
      if (entry.users === 0) {
        await this.#close(entry);
        return;
      }
      await this.#released();
      this.#waiting.shift()?.();
    }
  }

  /** Closes what nobody used for `idleMs`. */
  async closeIdle(idleMs: number): Promise<void> {
    const before = this.clock.monotonicMs() - idleMs;
    for (const entry of [...this.#files.values()]) {
      if (entry.users === 0 && entry.usedAtMs <= before) await this.#close(entry);
    }
  }

  /** Closes all. */
  async closeAll(): Promise<void> {
    for (const entry of [...this.#files.values()]) await this.#close(entry);
  }
}
