import { storageErrorFrom } from '../storage-error';
import type { LogSurroundings } from './surroundings';

/**
 * The order in which a log is maintained: truncation, deletion of segments, close and cleaning come one after the other. Cleaning
 * takes long and gives way: whoever else asks for a turn tells it to stop first.
 */
export class LogTurns {
  #last: Promise<void> = Promise.resolve();
  #cleaning: AbortController | null = null;

  constructor(private readonly surroundings: Pick<LogSurroundings, 'fail'>) {}

  /** Whether the log is being cleaned, or about to be. */
  get isCleaning(): boolean {
    return this.#cleaning !== null;
  }

  /** Tells cleaning to stop; `ended` says when it has. */
  stopCleaning(): void {
    this.#cleaning?.abort();
  }

  /** Runs maintenance when its turn comes. A failing disk takes the directory offline. */
  take(action: () => Promise<void>): Promise<void> {
    this.stopCleaning();
    return this.#next(action);
  }

  /** Cleans when its turn comes, as long as nobody else wants one: then the signal says to stop. */
  async clean(action: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const cleaning = new AbortController();
    this.#cleaning = cleaning;
    try {
      await this.#next(async () => {
        if (!cleaning.signal.aborted) await action(cleaning.signal);
      });
    } finally {
      this.#cleaning = null;
    }
  }

  /** Resolves when all turns asked for so far are over. */
  ended(): Promise<void> {
    return this.#last;
  }

  #next(action: () => Promise<void>): Promise<void> {
    const done = this.#last.then(() => this.guarded(action));
    this.#last = done.catch(() => undefined); // the next one finds the directory offline by itself
    return done;
  }

  /** Runs what a failing disk may interrupt; then the directory is offline. */
  async guarded(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      const failure = storageErrorFrom(error, 'maintenance');
      if (failure.code === 'YAK_STORAGE_IO') this.surroundings.fail(failure);
      throw error;
    }
  }

  /** A disk that cannot be read takes the directory offline; corrupt bytes only refuse this read. */
  async watched<T>(reading: Promise<T>): Promise<T> {
    try {
      return await reading;
    } catch (error) {
      const failure = storageErrorFrom(error, 'read');
      if (failure.code === 'YAK_STORAGE_IO') this.surroundings.fail(failure);
      throw failure;
    }
  }
}
