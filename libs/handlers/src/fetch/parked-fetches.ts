import type { Clock } from '@yak/base';
import type { Connection } from '../connection';
import type { Isolation, ServingReplica } from '../ports';

/** A partition that a parked fetch waits for. */
export interface AwaitedPartition {
  readonly replica: ServingReplica;
  readonly fetchOffset: number;
  readonly partitionBytesMax: number;
}

/** How long and for how much a fetch waits. */
export interface ParkOptions {
  readonly partitions: readonly AwaitedPartition[];
  readonly isolation: Isolation;
  readonly bytesMin: number;
  readonly waitMsMax: number;
  readonly connection: Connection;
}

/**
 * Fetches that wait for bytes: woken by the replicas they read, never by polling. At most `capacity` wait; one more is
 * answered at once with what there is. Source: Kafka DelayedFetch.
 */
export class ParkedFetches {
  readonly #clock: Clock;
  readonly #capacity: number;
  #count = 0;

  /** @param capacity most fetches that wait at once, ≥ 1 */
  constructor(clock: Clock, capacity: number) {
    this.#clock = clock;
    this.#capacity = capacity;
  }

  get count(): number {
    return this.#count;
  }

  /**
   * Resolves when enough bytes can be read, when a leader changed, when the time is over or the connection is gone;
   * null instead when there is no room to wait.
   */
  park(options: ParkOptions): Promise<void> | null {
    if (this.#count >= this.#capacity || options.waitMsMax <= 0) return null;
    this.#count += 1;
    return new Promise((resolve) => {
      const stops: (() => void)[] = [];
      let isOver = false;
      const wake = (): void => {
        if (isOver) return;
        isOver = true;
        this.#count -= 1;
        for (const stop of stops) stop();
        resolve();
      };
      const timer = this.#clock.setTimeout(wake, options.waitMsMax);
      stops.push(() => this.#clock.clearTimeout(timer), options.connection.onClosed(wake));
      let bytes = 0;
      for (const awaited of options.partitions) {
        const watch = new Watch(awaited, options.isolation);
        bytes += watch.bytes;
        stops.push(
          awaited.replica.onAdvanced(() => {
            bytes -= watch.bytes;
            watch.look();
            bytes += watch.bytes;
            if (watch.hasNewLeader || bytes >= options.bytesMin) wake();
          }),
        );
      }
      if (bytes >= options.bytesMin) wake();
    });
  }
}

/** What one awaited partition has to give, as last looked at. */
class Watch {
  bytes = 0;
  readonly #leaderEpoch: number;

  constructor(
    readonly awaited: AwaitedPartition,
    readonly isolation: Isolation,
  ) {
    this.#leaderEpoch = awaited.replica.leaderEpoch;
    this.look();
  }

  get hasNewLeader(): boolean {
    return this.awaited.replica.leaderEpoch !== this.#leaderEpoch || this.awaited.replica.role !== 'leader';
  }

  look(): void {
    const available = this.awaited.replica.bytesAvailable(this.awaited.fetchOffset, this.isolation);
    this.bytes = Math.min(available, this.awaited.partitionBytesMax);
  }
}
