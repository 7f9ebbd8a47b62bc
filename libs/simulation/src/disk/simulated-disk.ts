import { type Clock, type Random } from '@yak/base';
import { type Disk, type DiskEntry, type DiskFile, type DiskLock, type OpenMode, StorageError } from '@yak/storage';
import { diskFault, type DiskFaults, type FaultedOperation, noDiskFaults } from './disk-faults';
import { DirectoryTree } from './directory-tree';
import { SimulatedFile } from './simulated-file';

/** What a simulated disk runs on. */
export interface SimulatedDiskOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** how long an operation takes, ms: a number in [min, max); default 0, completing in the next turn */
  readonly latencyMs?: { readonly min: number; readonly max: number };
  /** bytes that the disk holds; a write beyond is ENOSPC; default no limit */
  readonly capacityBytes?: number;
}

/**
 * A disk in memory with a page cache that a crash loses. Content is durable after a file's `sync`, names after the `syncDirectory`
 * of their directory. Deterministic: equal seeds and calls give equal images. Every operation completes through the clock.
 *
 *   write ──▶ page cache ──sync──▶ platter          crash(): the platter, plus a random part of the cache, torn at a sector
 */
export class SimulatedDisk implements Disk {
  faults: DiskFaults = noDiskFaults;
  readonly #options: SimulatedDiskOptions;
  #tree: DirectoryTree;
  /** lifts with every crash: what was opened before belongs to a dead process */
  #incarnation = 0;
  #locks = new Map<string, number>();
  #operations = 0;

  constructor(options: SimulatedDiskOptions) {
    this.#options = options;
    this.#tree = new DirectoryTree();
  }

  /** Operations done so far. */
  get operations(): number {
    return this.#operations;
  }

  /** Bytes in all files, as a running process sees them. */
  get usedBytes(): number {
    return this.#tree.usedBytes();
  }

  /**
   * Power is cut: open files and locks are gone, and what was not synced is lost as far as chance says. Un-synced names fall back to
   * the last synced ones, all or a random part of them; of un-synced writes a random prefix survives, the last one torn at 512 bytes.
   */
  crash(): void {
    this.#incarnation += 1;
    this.#locks.clear();
    this.#tree = this.#tree.survivor(this.#options.random);
  }

  /** The process dies and the machine lives: open files and locks are gone, nothing is lost. */
  killProcess(): void {
    this.#incarnation += 1;
    this.#locks.clear();
  }

  /** Turns one bit of a file over, on the platter and in the cache. */
  flipBit(path: string, bit: number): void {
    const content = this.#tree.file(path)?.content ?? null;
    if (content === null || bit >= content.length * 8) throw new StorageError('YAK_STORAGE_IO', `no bit ${bit} in ${path}`);
    this.#tree.file(path)?.flipBit(bit);
  }

  /** A file's bytes as a running process sees them, or null. For tests. */
  contentOf(path: string): Buffer | null {
    const content = this.#tree.file(path)?.content;
    return content === undefined ? null : Buffer.from(content);
  }

  /** Replaces a file's bytes, durably. For tests. */
  replaceContent(path: string, content: Buffer): void {
    this.#tree.create(path).replace(content);
    this.#tree.syncAll();
  }

  /** All file paths, sorted. For tests. */
  paths(): string[] {
    return this.#tree.paths();
  }

  async open(path: string, mode: OpenMode): Promise<DiskFile> {
    await this.#operation({ kind: 'open', path });
    const file = mode === 'create' ? this.#tree.create(path) : this.#tree.file(path);
    if (file === null) throw ioError('ENOENT', `open of ${path}`);
    return this.#handle(file, path);
  }

  #handle(file: SimulatedFile, path: string): DiskFile {
    const incarnation = this.#incarnation;
    let isOpen = true;
    const ask = async (operation: FaultedOperation): Promise<void> => {
      if (!isOpen || incarnation !== this.#incarnation) throw ioError('EBADF', `${operation.kind} of ${path}`);
      await this.#operation(operation);
      if (incarnation !== this.#incarnation) throw ioError('EBADF', `${operation.kind} of ${path}`);
    };
    return {
      read: async (target, position) => {
        await ask({ kind: 'read', path });
        return file.content.copy(target, 0, position, Math.min(file.content.length, position + target.length));
      },
      writeGathered: async (buffers, position) => {
        const bytes = Buffer.concat(buffers);
        const operation: FaultedOperation = { kind: 'write', path, sizeInBytes: bytes.length };
        const shortBytes = this.faults.shortWriteBytes(operation, this.#options.random);
        try {
          await ask(operation);
        } catch (error) {
          if (isOpen && incarnation === this.#incarnation && shortBytes > 0) file.write(bytes.subarray(0, shortBytes), position);
          throw error;
        }
        this.#assertRoom(Math.max(0, position + bytes.length - file.content.length), path);
        file.write(bytes, position);
      },
      sync: async () => {
        await ask({ kind: 'sync', path });
        file.sync();
      },
      truncate: async (sizeInBytes) => {
        await ask({ kind: 'truncate', path });
        file.truncate(sizeInBytes);
      },
      size: async () => {
        await ask({ kind: 'stat', path });
        return file.content.length;
      },
      close: async () => {
        isOpen = false;
        await this.#operation({ kind: 'close', path });
      },
    };
  }

  #assertRoom(moreBytes: number, path: string): void {
    const { capacityBytes } = this.#options;
    if (capacityBytes !== undefined && this.usedBytes + moreBytes > capacityBytes) throw ioError('ENOSPC', `write to ${path}`);
  }

  async list(path: string): Promise<DiskEntry[]> {
    await this.#operation({ kind: 'list', path });
    return this.#tree.list(path);
  }

  async makeDirectory(path: string): Promise<void> {
    await this.#operation({ kind: 'makeDirectory', path });
    this.#tree.makeDirectory(path);
  }

  async removeFile(path: string): Promise<void> {
    await this.#operation({ kind: 'remove', path });
    this.#tree.remove(path);
  }

  async removeDirectory(path: string): Promise<void> {
    await this.#operation({ kind: 'remove', path });
    this.#tree.remove(path);
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#operation({ kind: 'rename', path: from });
    if (!this.#tree.rename(from, to)) throw ioError('ENOENT', `renaming of ${from}`);
  }

  async syncDirectory(path: string): Promise<void> {
    await this.#operation({ kind: 'syncDirectory', path });
    this.#tree.syncDirectory(path);
  }

  async readWholeFile(path: string): Promise<Buffer | null> {
    await this.#operation({ kind: 'read', path });
    return this.contentOf(path);
  }

  async stat(path: string): Promise<{ sizeInBytes: number; changedAtMs: number } | null> {
    await this.#operation({ kind: 'stat', path });
    const file = this.#tree.file(path);
    return file === null ? null : { sizeInBytes: file.content.length, changedAtMs: 0 };
  }

  async lock(path: string): Promise<DiskLock> {
    await this.#operation({ kind: 'open', path });
    const incarnation = this.#incarnation;
    if (this.#locks.get(path) === incarnation) throw new StorageError('YAK_STORAGE_LOCKED', `${path} is held already`);
    this.#locks.set(path, incarnation);
    return {
      release: () => {
        if (this.#locks.get(path) === incarnation) this.#locks.delete(path);
        return Promise.resolve();
      },
    };
  }

  /** Takes its time, then fails where the faults say so. An operation that a crash overtakes never happens. */
  #operation(operation: FaultedOperation): Promise<void> {
    const incarnation = this.#incarnation;
    const { clock, latencyMs, random } = this.#options;
    this.#operations += 1;
    const errno = diskFault(this.faults, operation, random);
    return new Promise((resolve, reject) => {
      const complete = (): void => {
        if (incarnation !== this.#incarnation && operation.kind !== 'close') reject(ioError('EBADF', `${operation.kind} of ${operation.path}`));
        else if (errno === null) resolve();
        else reject(ioError(errno, `${operation.kind} of ${operation.path}`));
      };
      if (latencyMs === undefined) clock.nextTurn(complete);
      else clock.setTimeout(complete, latencyMs.min + random.fraction() * (latencyMs.max - latencyMs.min));
    });
  }
}

function ioError(errno: string, doing: string): StorageError {
  return new StorageError('YAK_STORAGE_IO', `${doing} failed: ${errno}`, Object.assign(new Error(errno), { code: errno }));
}
