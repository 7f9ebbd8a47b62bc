import type { Clock } from '@yak/base';
import type { MetadataBatch, MetadataStore, MetadataWatch } from '@yak/bus';
import { type AppliedChanges, MetadataImage } from '@yak/cluster';

interface Waiter {
  readonly revision: number;
  readonly resolve: (isReached: boolean) => void;
}

/** Waiters for a revision at once; one more is told at once that it was not reached. */
const WAITERS_MAX = 10_000;

/** The metadata as this broker has applied it: the image, its feed, and who waits for a revision. */
export class AppliedMetadata {
  readonly image = new MetadataImage();
  readonly #clock: Clock;
  readonly #listeners: ((changes: AppliedChanges) => void)[] = [];
  readonly #waiters = new Set<Waiter>();
  #watch: MetadataWatch | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Tells, after each batch, what it changed. Listeners are called in the order in which they came. */
  onApplied(listener: (changes: AppliedChanges) => void): void {
    this.#listeners.push(listener);
  }

  /** Reads everything from the feed, then follows it. Rejects with BusError. */
  async follow(feed: Pick<MetadataStore, 'watch'>): Promise<void> {
    this.#watch = await feed.watch(0, (batch) => this.#apply(batch));
  }

  /** Whether the revision was applied within `timeoutMs`. */
  whenApplied(revision: number, timeoutMs: number): Promise<boolean> {
    if (this.image.revision >= revision) return Promise.resolve(true);
    if (this.#waiters.size >= WAITERS_MAX) return Promise.resolve(false);
    return new Promise((resolve) => {
      const settle = (isReached: boolean): void => {
        this.#clock.clearTimeout(timer);
        this.#waiters.delete(waiter);
        resolve(isReached);
      };
      const waiter: Waiter = { revision, resolve: settle };
      const timer = this.#clock.setTimeout(() => settle(false), Math.max(0, timeoutMs));
      this.#waiters.add(waiter);
    });
  }

  /** Follows the feed no longer. */
  stop(): void {
    this.#watch?.stop();
    this.#watch = null;
    for (const waiter of this.#waiters) waiter.resolve(false);
  }

  #apply(batch: MetadataBatch): void {
    const changes = this.image.apply(batch);
    for (const listener of this.#listeners) listener(changes);
    for (const waiter of this.#waiters) if (waiter.revision <= this.image.revision) waiter.resolve(true);
  }
}
