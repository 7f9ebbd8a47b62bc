import type { Clock, Random } from '@yak/base';
import type { Disk } from '@yak/storage';
import { DirectoryTree } from './directory-tree';
import { type DiskFaults, type FaultedOperation, noDiskFaults } from './disk-faults';
import { diskError, type Machine, SimulatedProcessDisk } from './simulated-process-disk';

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
 *   write ──▶ page cache ──sync──▶ platter          crash(): the platter, plus any sectors of the cache, in order or not
 *                          └─ failed ──▶ some sectors; the rest is never written, though a process sees it until the crash
 */
export class SimulatedDisk {
  faults: DiskFaults = noDiskFaults;
  readonly #options: SimulatedDiskOptions;
  #tree: DirectoryTree;
  /** lifts with every crash: what was opened before belongs to a dead process */
  #incarnation = 0;
  #locks = new Set<string>();
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
   * the last synced ones, all or a random part of them; of un-synced writes a random prefix survives, torn at 512 bytes, or any sectors.
   */
  crash(): void {
    this.#incarnation += 1;
    this.#locks = new Set();
    this.#tree = this.#tree.survivor(this.#options.random);
  }

  /** The process dies and the machine lives: open files and locks are gone, nothing is lost. */
  killProcess(): void {
    this.#incarnation += 1;
    this.#locks = new Set();
  }

  /** Turns one bit of a file over, on the platter and in the cache. */
  flipBit(path: string, bit: number): void {
    const file = this.#tree.file(path);
    if (file === null || bit >= file.content.length * 8) throw diskError('EINVAL', `flip of bit ${bit} in ${path}`);
    file.flipBit(bit);
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

  /** Removes a file, durably. For tests. */
  removeContent(path: string): void {
    this.#tree.remove(path);
    this.#tree.syncAll();
  }

  /** All file paths, sorted. For tests. */
  paths(): string[] {
    return this.#tree.paths();
  }

  /**
   * The disk as one process sees it: what the tests of a crash must give to each life anew, since the code of a dead process goes on
   * running in a simulation. After `crash` or `killProcess` it refuses everything (EBADF) and changes nothing.
   */
  process(): Disk {
    return new SimulatedProcessDisk(this.#machine());
  }

  #machine(): Machine {
    const incarnation = this.#incarnation;
    const random = this.#options.random;
    return {
      random,
      tree: () => this.#tree,
      faults: () => this.faults,
      perform: (operation) => this.#perform(operation, incarnation),
      assertRoom: (moreBytes, path) => this.#assertRoom(moreBytes, path),
      isAlive: () => incarnation === this.#incarnation,
      locks: this.#locks,
    };
  }

  #assertRoom(moreBytes: number, path: string): void {
    const { capacityBytes } = this.#options;
    if (capacityBytes !== undefined && this.usedBytes + moreBytes > capacityBytes)
      throw diskError('ENOSPC', `write to ${path}`);
  }

  /** Takes its time, then fails where the faults say so. An operation that a crash overtakes never happens. */
  #perform(operation: FaultedOperation, incarnation: number): Promise<void> {
    const { clock, latencyMs, random } = this.#options;
    const doing = `${operation.kind} of ${operation.path}`;
    if (incarnation !== this.#incarnation) return Promise.reject(diskError('EBADF', doing));
    this.#operations += 1;
    const errno = this.faults.errnoOf(operation, random);
    return new Promise((resolve, reject) => {
      const complete = (): void => {
        if (incarnation !== this.#incarnation) reject(diskError('EBADF', doing));
        else if (errno === null) resolve();
        else reject(diskError(errno, doing));
      };
      if (latencyMs === undefined) clock.nextTurn(complete);
      else clock.setTimeout(complete, latencyMs.min + random.fraction() * (latencyMs.max - latencyMs.min));
    });
  }
}
