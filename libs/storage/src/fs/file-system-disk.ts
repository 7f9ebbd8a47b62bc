import * as fs from 'node:fs';
import type { Disk, DiskEntry, DiskFile, DiskLock, OpenMode } from '../disk';
import { StorageError, storageErrorFrom } from '../storage-error';
import { takeProcessLock } from './process-lock';

/** Most buffers that one writev takes (IOV_MAX on Linux and macOS). */
const GATHERED_BUFFERS_MAX = 1024;
const FLAGS = {
  create: fs.constants.O_RDWR | fs.constants.O_CREAT,
  existing: fs.constants.O_RDWR,
  read: fs.constants.O_RDONLY,
} as const;

type Callback<T> = (error: NodeJS.ErrnoException | null, result: T) => void;

function asked<T>(doing: string, ask: (callback: Callback<T>) => void): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    ask((error, result) => {
      if (error === null) resolve(result);
      else reject(storageErrorFrom(error, doing));
    });
  });
}

const isAbsent = (error: unknown): boolean => error instanceof StorageError && error.errno === 'ENOENT';

async function unlessAbsent<T>(operation: Promise<T>): Promise<T | null> {
  try {
    return await operation;
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}

class FileSystemFile implements DiskFile {
  constructor(
    private readonly descriptor: number,
    private readonly path: string,
  ) {}

  async read(target: Buffer, position: number): Promise<number> {
    let filled = 0;
    while (filled < target.length) {
      const count = await asked<number>(`read of ${this.path}`, (done) => {
        fs.read(this.descriptor, target, filled, target.length - filled, position + filled, done);
      });
      if (count === 0) break;
      filled += count;
    }
    return filled;
  }

  async writeGathered(buffers: readonly Buffer[], position: number): Promise<void> {
    let at = position;
    for (let first = 0; first < buffers.length; first += GATHERED_BUFFERS_MAX) {
      at += await this.#writeAll(buffers.slice(first, first + GATHERED_BUFFERS_MAX), at);
    }
  }

  /** One writev as a rule; what it left is written by further ones. */
  async #writeAll(buffers: Buffer[], position: number): Promise<number> {
    let rest = buffers;
    let written = 0;
    while (rest.length > 0) {
      const count = await asked<number>(`write to ${this.path}`, (done) => {
        fs.writev(this.descriptor, rest, position + written, (error, bytes) => done(error, bytes));
      });
      if (count === 0 && rest.some((buffer) => buffer.length > 0)) {
        throw new StorageError('YAK_STORAGE_IO', `write to ${this.path} made no progress`);
      }
      written += count;
      rest = unwritten(rest, count);
    }
    return written;
  }

  sync(): Promise<void> {
    return asked(`sync of ${this.path}`, (done) => {
      fs.fdatasync(this.descriptor, (error) => done(error, undefined));
    });
  }

  truncate(sizeInBytes: number): Promise<void> {
    return asked(`truncation of ${this.path}`, (done) => {
      fs.ftruncate(this.descriptor, sizeInBytes, (error) => done(error, undefined));
    });
  }

  async size(): Promise<number> {
    const stats = await asked<fs.Stats>(`stat of ${this.path}`, (done) => {
      fs.fstat(this.descriptor, done);
    });
    return stats.size;
  }

  close(): Promise<void> {
    return asked(`close of ${this.path}`, (done) => {
      fs.close(this.descriptor, (error) => done(error ?? null, undefined));
    });
  }
}

function unwritten(buffers: Buffer[], count: number): Buffer[] {
  let skip = count;
  for (const [i, buffer] of buffers.entries()) {
    if (skip < buffer.length) return [buffer.subarray(skip), ...buffers.slice(i + 1)];
    skip -= buffer.length;
  }
  return [];
}

async function openDescriptor(path: string, flags: number): Promise<number> {
  return asked<number>(`open of ${path}`, (done) => {
    fs.open(path, flags, 0o644, done);
  });
}

async function syncDirectory(path: string): Promise<void> {
  const descriptor = await openDescriptor(path, fs.constants.O_RDONLY);
  try {
    await asked(`sync of ${path}`, (done) => {
      fs.fsync(descriptor, (error) => done(error, undefined));
    });
  } finally {
    await asked(`close of ${path}`, (done) => {
      fs.close(descriptor, (error) => done(error ?? null, undefined));
    });
  }
}

async function list(path: string): Promise<DiskEntry[]> {
  const entries = await unlessAbsent(
    asked<fs.Dirent[]>(`listing of ${path}`, (done) => {
      fs.readdir(path, { withFileTypes: true }, done);
    }),
  );
  return (entries ?? []).map((entry) => ({ name: entry.name, isDirectory: entry.isDirectory() }));
}

async function stat(path: string): Promise<{ sizeInBytes: number; changedAtMs: number } | null> {
  const stats = await unlessAbsent(
    asked<fs.Stats>(`stat of ${path}`, (done) => {
      fs.stat(path, done);
    }),
  );
  return stats === null ? null : { sizeInBytes: stats.size, changedAtMs: stats.mtimeMs };
}

/** The disk of this machine. Locks hold against other processes and inside this one. */
export const fileSystemDisk: Disk = {
  open: async (path: string, mode: OpenMode): Promise<DiskFile> =>
    new FileSystemFile(await openDescriptor(path, FLAGS[mode]), path),
  list,
  makeDirectory: async (path) => {
    await asked<string | undefined>(`making of ${path}`, (done) => {
      fs.mkdir(path, { recursive: true }, (error, made) => done(error, made));
    });
  },
  removeFile: async (path) => {
    await unlessAbsent(
      asked(`removal of ${path}`, (done: Callback<undefined>) => {
        fs.unlink(path, (error) => done(error, undefined));
      }),
    );
  },
  removeDirectory: (path) =>
    asked(`removal of ${path}`, (done) => {
      fs.rm(path, { recursive: true, force: true }, (error) => done(error, undefined));
    }),
  rename: (from, to) =>
    asked(`renaming of ${from}`, (done) => {
      fs.rename(from, to, (error) => done(error, undefined));
    }),
  syncDirectory,
  readWholeFile: (path) =>
    unlessAbsent(
      asked<Buffer>(`read of ${path}`, (done) => {
        fs.readFile(path, done);
      }),
    ),
  stat,
  lock: (path): Promise<DiskLock> => takeProcessLock(path),
};
