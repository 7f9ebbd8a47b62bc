import { seededRandom, silentLogger, silentMeter } from '@yak/base';
import { partitionIndex, topicId } from '@yak/model';
import { SimulatedDisk, VirtualClock } from '@yak/simulation';
import {
  defaultLogSettings,
  LogDirectory,
  type LogDirectoryOptions,
  type LogSettings,
  type PartitionLog,
} from '@yak/storage';

export const TOPIC_ID = topicId('0123456789abcdef0123456789abcdef');
export const DATA = '/data';

/** A simulated machine with one disk, and what tests do with it. */
export class SimulatedStorage {
  readonly clock: VirtualClock;
  readonly disk: SimulatedDisk;
  readonly #seed: string;
  #opened = 0;

  constructor(seed: string | number, options: { readonly capacityBytes?: number } = {}) {
    this.#seed = String(seed);
    const random = seededRandom(this.#seed);
    this.clock = new VirtualClock({ random });
    this.disk = new SimulatedDisk({ clock: this.clock, random: random.fork('disk'), ...options });
  }

  /** Moves virtual time until the promise has settled; fails when nothing is left that could settle it. */
  async run<T>(promise: Promise<T>): Promise<T> {
    const state = { isSettled: false };
    const watched = promise.finally(() => {
      state.isSettled = true;
    });
    watched.catch(() => undefined);
    for (let idleTurns = 0; !this.#hasSettled(state);) {
      await nextImmediate();
      if (this.#hasSettled(state)) break;
      idleTurns = this.clock.advance() ? 0 : idleTurns + 1;
      if (idleTurns > 200) throw new Error('nothing will ever settle this promise');
    }
    return watched;
  }

  #hasSettled(state: { readonly isSettled: boolean }): boolean {
    return state.isSettled;
  }

  /** Lets `count` events happen. */
  async events(count: number): Promise<void> {
    for (let i = 0; i < count; i += 1) {
      await nextImmediate();
      if (!this.clock.advance()) return;
    }
    await nextImmediate();
  }

  /** Lets that much virtual time pass. */
  async pass(durationMs: number): Promise<void> {
    const endMs = this.clock.monotonicMs() + durationMs;
    this.clock.setTimeout(() => undefined, durationMs);
    while (this.clock.monotonicMs() < endMs) await this.events(1);
  }

  open(options: Partial<LogDirectoryOptions> = {}): Promise<LogDirectory> {
    this.#opened += 1;
    return this.run(
      LogDirectory.open({
        disk: this.disk.process(),
        path: DATA,
        clock: this.clock,
        random: seededRandom(`${this.#seed}/directory/${this.#opened}`),
        logger: silentLogger,
        meter: silentMeter,
        flushMode: 'batch',
        nodeId: 1,
        clusterId: null,
        ...options,
      }),
    );
  }

  log(directory: LogDirectory, settings: Partial<LogSettings> = {}, topic = 'orders'): Promise<PartitionLog> {
    return this.run(
      directory.createLog({
        topicId: TOPIC_ID,
        topic,
        partition: partitionIndex(0),
        settings: { ...defaultLogSettings, ...settings },
      }),
    );
  }
}

function nextImmediate(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
