import type { Clock } from '@yak/base';
import type { Transport } from '@yak/network';
import type { Disk, DiskFile, DiskLock } from '@yak/storage';
import { ProcessClock } from './process-clock';

/** What a process reaches the world by. */
export interface ProcessWorld {
  readonly clock: Clock;
  readonly disk: Disk;
  readonly transport: Transport;
}

/**
 * One incarnation of a process. Its ports are fences: once it is dead, nothing that its code still does reaches the world, and
 * what it waits for never comes. Promises of a dead process stay unsettled and are collected with it.
 */
export class SimulatedProcess implements ProcessWorld {
  readonly clock: Clock;
  readonly disk: Disk;
  readonly transport: Transport;
  readonly #clock: ProcessClock;
  #isAlive = true;

  constructor(world: ProcessWorld) {
    const ask = <T>(operation: () => Promise<T>): Promise<T> => (this.#isAlive ? operation() : never());
    this.#clock = new ProcessClock(world.clock);
    this.clock = this.#clock;
    this.disk = fencedDisk(world.disk, ask);
    this.transport = {
      listen: (place, onConnection) => ask(() => world.transport.listen(place, onConnection)),
      dial: (place) => ask(() => world.transport.dial(place)),
    };
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** From now on it does nothing. What of its connections the others see is the network's to simulate. */
  kill(): void {
    this.#isAlive = false;
    this.#clock.kill();
  }
}

function never<T>(): Promise<T> {
  return new Promise(() => undefined);
}

type Ask = <T>(operation: () => Promise<T>) => Promise<T>;

function fencedDisk(disk: Disk, ask: Ask): Disk {
  return {
    open: (path, mode) => ask(() => disk.open(path, mode)).then((file) => fencedFile(file, ask)),
    list: (path) => ask(() => disk.list(path)),
    makeDirectory: (path) => ask(() => disk.makeDirectory(path)),
    removeFile: (path) => ask(() => disk.removeFile(path)),
    removeDirectory: (path) => ask(() => disk.removeDirectory(path)),
    rename: (from, to) => ask(() => disk.rename(from, to)),
    syncDirectory: (path) => ask(() => disk.syncDirectory(path)),
    readWholeFile: (path) => ask(() => disk.readWholeFile(path)),
    stat: (path) => ask(() => disk.stat(path)),
    lock: (path) => ask(() => disk.lock(path)).then((lock): DiskLock => ({ release: () => ask(() => lock.release()) })),
  };
}

function fencedFile(file: DiskFile, ask: Ask): DiskFile {
  return {
    read: (target, position) => ask(() => file.read(target, position)),
    writeGathered: (buffers, position) => ask(() => file.writeGathered(buffers, position)),
    sync: () => ask(() => file.sync()),
    truncate: (sizeInBytes) => ask(() => file.truncate(sizeInBytes)),
    size: () => ask(() => file.size()),
    close: () => ask(() => file.close()),
  };
}
