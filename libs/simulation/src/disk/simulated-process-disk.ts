import type { Random } from '@yak/base';
import { type Disk, type DiskEntry, type DiskFile, type DiskLock, type OpenMode, StorageError } from '@yak/storage';
import type { DirectoryTree } from './directory-tree';
import type { DiskFaults, FaultedOperation } from './disk-faults';
import type { SimulatedFile } from './simulated-file';

/** What a process asks of the machine that it runs on. */
export interface Machine {
  readonly random: Random;
  readonly locks: Set<string>;
  tree(): DirectoryTree;
  faults(): DiskFaults;
  /** Resolves when the operation may take effect; rejects where it fails or its process is dead. */
  perform(operation: FaultedOperation): Promise<void>;
  /** Throws ENOSPC where so much more does not fit. */
  assertRoom(moreBytes: number, path: string): void;
  isAlive(): boolean;
}

/** The StorageError of an operation that failed with this errno. */
export function diskError(errno: string, doing: string): StorageError {
  return new StorageError(
    'YAK_STORAGE_IO',
    `${doing} failed: ${errno}`,
    Object.assign(new Error(errno), { code: errno }),
  );
}

/** The simulated disk in the hands of one process. */
export class SimulatedProcessDisk implements Disk {
  constructor(private readonly machine: Machine) {}

  async open(path: string, mode: OpenMode): Promise<DiskFile> {
    await this.machine.perform({ kind: 'open', path });
    const tree = this.machine.tree();
    const file = mode === 'create' ? tree.create(path) : tree.file(path);
    if (file === null) throw diskError('ENOENT', `open of ${path}`);
    return new OpenSimulatedFile(this.machine, file, path);
  }

  async list(path: string): Promise<DiskEntry[]> {
    await this.machine.perform({ kind: 'list', path });
    return this.machine.tree().list(path);
  }

  async makeDirectory(path: string): Promise<void> {
    await this.machine.perform({ kind: 'makeDirectory', path });
    this.machine.tree().makeDirectory(path);
  }

  async removeFile(path: string): Promise<void> {
    await this.machine.perform({ kind: 'remove', path });
    this.machine.tree().remove(path);
  }

  async removeDirectory(path: string): Promise<void> {
    await this.machine.perform({ kind: 'remove', path });
    this.machine.tree().remove(path);
  }

  async rename(from: string, to: string): Promise<void> {
    await this.machine.perform({ kind: 'rename', path: from });
    if (!this.machine.tree().rename(from, to)) throw diskError('ENOENT', `rename of ${from}`);
  }

  async syncDirectory(path: string): Promise<void> {
    await this.machine.perform({ kind: 'syncDirectory', path });
    this.machine.tree().syncDirectory(path);
  }

  async readWholeFile(path: string): Promise<Buffer | null> {
    await this.machine.perform({ kind: 'read', path });
    const file = this.machine.tree().file(path);
    return file === null ? null : Buffer.from(file.content);
  }

  async stat(path: string): Promise<{ sizeInBytes: number; changedAtMs: number } | null> {
    await this.machine.perform({ kind: 'stat', path });
    const file = this.machine.tree().file(path);
    return file === null ? null : { sizeInBytes: file.content.length, changedAtMs: 0 };
  }

  async lock(path: string): Promise<DiskLock> {
    await this.machine.perform({ kind: 'open', path });
    const { locks } = this.machine;
    if (locks.has(path)) throw new StorageError('YAK_STORAGE_LOCKED', `${path} is held already`);
    locks.add(path);
    return {
      release: () => {
        locks.delete(path);
        return Promise.resolve();
      },
    };
  }
}

class OpenSimulatedFile implements DiskFile {
  #isOpen = true;

  constructor(
    private readonly machine: Machine,
    private readonly file: SimulatedFile,
    private readonly path: string,
  ) {}

  async #perform(kind: FaultedOperation['kind']): Promise<void> {
    if (!this.#isOpen) throw diskError('EBADF', `${kind} of ${this.path}`);
    await this.machine.perform({ kind, path: this.path });
  }

  async read(target: Buffer, position: number): Promise<number> {
    await this.#perform('read');
    const { content } = this.file;
    return content.copy(target, 0, position, Math.min(content.length, position + target.length));
  }

  async writeGathered(buffers: readonly Buffer[], position: number): Promise<void> {
    if (!this.#isOpen) throw diskError('EBADF', `write of ${this.path}`);
    const bytes = Buffer.concat(buffers);
    const operation = { kind: 'write', path: this.path, sizeInBytes: bytes.length } as const;
    const shortBytes = this.machine.faults().shortWriteBytes(operation, this.machine.random);
    try {
      await this.machine.perform(operation);
    } catch (error) {
      if (this.machine.isAlive() && shortBytes > 0) this.file.write(bytes.subarray(0, shortBytes), position);
      throw error;
    }
    this.machine.assertRoom(Math.max(0, position + bytes.length - this.file.content.length), this.path);
    this.file.write(bytes, position);
  }

  async sync(): Promise<void> {
    if (!this.#isOpen) throw diskError('EBADF', `sync of ${this.path}`);
    try {
      await this.machine.perform({ kind: 'sync', path: this.path });
    } catch (error) {
      if (this.machine.isAlive()) this.file.failSync(this.machine.random);
      throw error;
    }
    this.file.sync();
  }

  async truncate(sizeInBytes: number): Promise<void> {
    await this.#perform('truncate');
    this.file.truncate(sizeInBytes);
  }

  async size(): Promise<number> {
    await this.#perform('stat');
    return this.file.content.length;
  }

  async close(): Promise<void> {
    this.#isOpen = false;
    await this.machine.perform({ kind: 'close', path: this.path });
  }
}
