import type { Disk } from './disk';

/** What an append-only file is opened with. */
export interface AppendOnlyFileOptions {
  readonly disk: Disk;
  readonly path: string;
}

/** Durable entries, one behind the other. */
export class AppendOnlyFile {
  private constructor() {
    throw new Error('being built');
  }

  static open(_options: AppendOnlyFileOptions): Promise<AppendOnlyFile> {
    return Promise.reject(new Error('being built'));
  }

  /** The entries found at open, oldest first; the first call hands them over. */
  entries(): readonly Buffer[] {
    return [];
  }

  get sizeInBytes(): number {
    return 0;
  }

  /** Adds entries, all or none; durable when it resolves. */
  append(_entries: readonly Buffer[]): Promise<void> {
    return Promise.resolve();
  }

  /** Replaces all entries; durable when it resolves, and the old ones stay until then. */
  rewrite(_entries: readonly Buffer[]): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
