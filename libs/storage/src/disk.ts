/**
 * One open file. Positions and lengths are bytes. Every operation rejects with a StorageError (`YAK_STORAGE_IO`).
 * After a failed `sync` the content since the last good one is unknown: it is never retried.
 */
export interface DiskFile {
  /** Fills `target` from `position`; resolves to the bytes read, fewer than asked only at the end of the file. */
  read(target: Buffer, position: number): Promise<number>;
  /** Writes all the buffers, one behind the other, from `position`; rejects if any byte was not written. */
  writeGathered(buffers: readonly Buffer[], position: number): Promise<void>;
  /** Makes the content durable, and the length if it grew. */
  sync(): Promise<void>;
  truncate(sizeInBytes: number): Promise<void>;
  size(): Promise<number>;
  close(): Promise<void>;
}

/** One name in a directory. */
export interface DiskEntry {
  readonly name: string;
  readonly isDirectory: boolean;
}

/** A directory held by this process alone. */
export interface DiskLock {
  release(): Promise<void>;
}

/** How a file is opened: `create` makes it when absent, `existing` rejects with errno ENOENT; both read and write; `read` only reads. */
export type OpenMode = 'create' | 'existing' | 'read';

/**
 * A disk, as a port: real files in production (`fs/file-system-disk.ts`), a faulty one under simulation.
 * Paths use `/`. All operations reject with a StorageError (`YAK_STORAGE_IO`) whose `errno` is the system's code.
 * A new, renamed or removed name is durable only after `syncDirectory` of the directory that holds it.
 */
export interface Disk {
  open(path: string, mode: OpenMode): Promise<DiskFile>;
  /** The names in a directory, in no order; an absent directory has none. */
  list(path: string): Promise<DiskEntry[]>;
  /** Makes a directory and those above it; one that is there already is left alone. */
  makeDirectory(path: string): Promise<void>;
  /** Removes a file; an absent one is fine. */
  removeFile(path: string): Promise<void>;
  /** Removes a directory with all that is in it; an absent one is fine. */
  removeDirectory(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  syncDirectory(path: string): Promise<void>;
  /** The whole content, or null for an absent file. For small files. */
  readWholeFile(path: string): Promise<Buffer | null>;
  /** Size in bytes and time of the last change, or null for an absent file. */
  stat(path: string): Promise<{ readonly sizeInBytes: number; readonly changedAtMs: number } | null>;
  /** Takes the lock file at `path`; one left by a dead process is taken over. Rejects with `YAK_STORAGE_LOCKED` while another lives. */
  lock(path: string): Promise<DiskLock>;
}
