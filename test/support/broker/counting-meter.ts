import { type Counter, type Meter, silentMeter } from '@yak/base';

/** Keeps what is counted, by name alone. */
export class CountingMeter implements Meter {
  readonly gauge = silentMeter.gauge;
  readonly histogram = silentMeter.histogram;
  readonly #counts = new Map<string, number>();

  counter(name: string): Counter {
    return { add: (amount = 1) => void this.#counts.set(name, this.valueOf(name) + amount) };
  }

  /** What was counted under the name so far. */
  valueOf(name: string): number {
    return this.#counts.get(name) ?? 0;
  }
}
