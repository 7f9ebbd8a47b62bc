import { AssertionFailure } from '@yak/base';
import { ErrorCode } from '@yak/model';
import type { ClientCalls } from './client-calls';
import { type ConsumedRecords, Consumer, type ConsumerOptions } from './consumer';
import type { Coordinators } from './coordinators';
import { GroupMembership } from './group-membership';
import type { GroupConsumerOptions } from './group-options';
import type { GroupPhase } from './group-phase';
import { groupVerdict } from './group-verdict';
import { KafkaError } from './kafka-error';
import type { PartitionPlace } from './partition-place';
import { pause } from './retry';

/** One partition that the member reads. */
interface Owned extends PartitionPlace {
  /** Up to where records were given out; exclusive. */
  delivered: number;
  /** Up to where the reader is done with them; exclusive. */
  processed: number;
  /** What the coordinator knows; null: nothing yet. */
  committed: number | null;
}

/** Without partitions there is nothing to fetch: then a poll waits this long for news. */
const IDLE_POLL_MS = 500;
const DEFAULTS = {
  startAt: 'latest',
  assignors: ['range', 'cooperative-sticky'],
  sessionTimeoutMs: 10_000,
  heartbeatIntervalMs: 3_000,
  rebalanceTimeoutMs: 60_000,
  commitIntervalMs: 5_000,
  pollIntervalMaxMs: 300_000,
  closeTimeoutMs: 5_000,
} as const;

const keyOf = (place: PartitionPlace): string => `${place.topic}-${place.partition}`;

/**
 * A member of a classic group that reads its share. Everything that changes the share happens inside of `poll`, so that a
 * reader never loses a partition while it works on its records; only heartbeats go on beside it.
 *
 *     const consumer = client.groupConsumer({ groupId: 'billing', topics: ['orders'] });
 *     for (const slice of await consumer.poll()) { …; consumer.processed(slice, slice.nextOffset); }
 *     await consumer.close();
 */
export class GroupConsumer {
  readonly #calls: ClientCalls;
  readonly #options: Required<Omit<GroupConsumerOptions, keyof ConsumerOptions>>;
  readonly #reading: ConsumerOptions;
  readonly #membership: GroupMembership;
  #owned = new Map<string, Owned>();
  /** Opened with each share and thrown away with it: what it still fetches is nobody's. */
  #reader: Consumer | null = null;
  #fetching: Promise<ConsumedRecords[]> | null = null;
  #polling: Promise<ConsumedRecords[]> | null = null;
  #closing: Promise<void> | null = null;
  #nextCommitMs: number;

  constructor(calls: ClientCalls, coordinators: Coordinators, options: GroupConsumerOptions) {
    this.#calls = calls;
    this.#options = { ...DEFAULTS, ...options };
    this.#reading = { ...options, resetTo: this.#options.startAt };
    this.#membership = new GroupMembership(calls, coordinators, this.#options);
    this.#nextCommitMs = calls.clock.monotonicMs() + this.#options.commitIntervalMs;
  }

  /** Where the member stands. */
  get phase(): GroupPhase {
    return this.#membership.phase;
  }

  /** The id that the coordinator gave; empty: none yet. */
  get memberId(): string {
    return this.#membership.memberId;
  }

  /** What the member reads now, and where it is. */
  assigned(): readonly (PartitionPlace & { readonly offset: number })[] {
    return [...this.#owned.values()].map(({ topic, partition, delivered }) => ({
      topic,
      partition,
      offset: delivered,
    }));
  }

  /**
   * The next records of the member's share. Joins the group first where it must, and commits what is due. Empty when nothing
   * came for a while, when the share changed, and after `close`. One poll at a time.
   * Rejects with KafkaError for what no retry mends.
   */
  poll(): Promise<ConsumedRecords[]> {
    if (this.#polling !== null) throw new AssertionFailure('one poll at a time');
    if (this.#closing !== null) return Promise.resolve([]);
    const polling = this.turn().finally(() => {
      this.#polling = null;
    });
    this.#polling = polling;
    return polling;
  }

  /** The reader is done with a partition's records up to an offset (exclusive). Nothing where the share changed meanwhile. */
  processed({ topic, partition }: PartitionPlace, nextOffset: number): void {
    const owned = this.#owned.get(keyOf({ topic, partition }));
    if (owned !== undefined && nextOffset <= owned.delivered) owned.processed = Math.max(owned.processed, nextOffset);
  }

  /**
   * Commits what was processed and leaves the group, within `closeTimeoutMs`; may be called while a poll is under way, which
   * then ends. Rejects with KafkaError when the last offsets could not be committed; the group is left all the same.
   */
  close(): Promise<void> {
    this.#closing ??= this.end();
    return this.#closing;
  }

  private async turn(): Promise<ConsumedRecords[]> {
    this.#membership.touch();
    this.#membership.news.take();
    if (this.phase === 'outside' || this.phase === 'rebalancing') await this.takePart();
    if (this.phase !== 'stable') return [];
    if (this.#calls.clock.monotonicMs() >= this.#nextCommitMs) await this.commitInterval();
    return this.read();
  }

  /** Joins, and takes what was assigned. What the member must give up first is committed before. */
  private async takePart(): Promise<void> {
    if (this.phase === 'rebalancing') await this.commitOr('again', 'rebalance', 'lost');
    if (this.isOutside() || this.#membership.isEager) this.disown();
    const assigned = await this.#membership.join(() => {
      if (this.isOutside()) this.disown();
      return [...this.#owned.values()];
    });
    if (assigned === null) return;
    const keys = new Set(assigned.map(keyOf));
    const kept = [...this.#owned.values()].filter((place) => keys.has(keyOf(place)));
    const isGivingUp = kept.length < this.#owned.size;
    const added = await this.located(assigned.filter((place) => !this.#owned.has(keyOf(place))));
    this.disown();
    // Located takes its time: a membership that was lost meanwhile has no share.
    if (this.phase !== 'stable' && this.phase !== 'rebalancing') return;
    for (const place of [...kept, ...added]) this.#owned.set(keyOf(place), place);
    this.#reader = new Consumer(this.#calls, this.#reading);
    await this.#reader.assign(this.assigned().map((place) => ({ ...place, from: { offset: place.offset } })));
    // What this member gave up is handed to others in a next round (KIP-429).
    if (isGivingUp) this.#membership.rejoin();
  }

  /** Where reading starts in partitions that are new to this member. */
  private async located(places: readonly PartitionPlace[]): Promise<Owned[]> {
    if (places.length === 0) return [];
    const { startAt } = this.#options;
    const reader = new Consumer(this.#calls, this.#reading);
    const committed = await this.#membership.committed(places);
    return Promise.all(
      committed.map(async ({ topic, partition, offset }) => {
        if (offset === null && startAt === null)
          throw new KafkaError(ErrorCode.OFFSET_OUT_OF_RANGE, `${topic}-${partition} has no committed offset`);
        const start = offset ?? (await reader.resolve(topic, partition, startAt ?? 'latest'));
        return { topic, partition, delivered: start, processed: start, committed: offset };
      }),
    );
  }

  private disown(): void {
    this.#owned = new Map();
    this.#reader = null;
    this.#fetching?.catch(() => undefined); // nobody reads it any more
    this.#fetching = null;
  }

  private isOutside(): boolean {
    return this.phase === 'outside';
  }

  private async read(): Promise<ConsumedRecords[]> {
    const news = this.#membership.news.raised().then(() => null);
    if (this.#reader === null || this.#owned.size === 0) {
      await Promise.race([news, pause(this.#calls.clock, IDLE_POLL_MS)]);
      return [];
    }
    this.#fetching ??= this.#reader.poll();
    const slices = await Promise.race([this.#fetching, news]);
    if (slices === null) return [];
    this.#fetching = null;
    if (this.phase !== 'stable' && this.phase !== 'rebalancing') return [];
    for (const { topic, partition, offset } of this.#reader.positions()) {
      const owned = this.#owned.get(keyOf({ topic, partition }));
      const isGiven = slices.some((slice) => slice.topic === topic && slice.partition === partition);
      if (owned === undefined) continue;
      // Markers and compacted records show nothing, but are behind us.
      if (!isGiven && owned.processed === owned.delivered) owned.processed = offset;
      owned.delivered = offset;
    }
    return slices;
  }

  /** What is due; topics that grew call for a rebalance. */
  private async commitInterval(): Promise<void> {
    await this.commitOr('again', 'rebalance', 'lost');
    if (await this.#membership.isOutgrown()) this.#membership.rejoin();
  }

  /** Commits what was processed since; errors of these kinds are dealt with elsewhere, others are thrown. */
  private async commitOr(...kinds: readonly ReturnType<typeof groupVerdict>[]): Promise<void> {
    this.#nextCommitMs = this.#calls.clock.monotonicMs() + this.#options.commitIntervalMs;
    const due = [...this.#owned.values()].filter(({ processed, committed }) => processed !== committed);
    const offsets = due.map(({ topic, partition, processed }) => ({ topic, partition, offset: processed }));
    try {
      await this.#membership.commit(offsets);
      due.forEach((owned, at) => (owned.committed = offsets[at]?.offset ?? null));
    } catch (error) {
      if (!(error instanceof KafkaError) || !kinds.includes(groupVerdict(error.code))) throw error;
    }
  }

  private async end(): Promise<void> {
    const { closeTimeoutMs } = this.#options;
    const late = pause(this.#calls.clock, closeTimeoutMs).then(() => {
      throw new KafkaError(ErrorCode.REQUEST_TIMED_OUT, `the group was not left within ${closeTimeoutMs} ms`);
    });
    this.#membership.startLeaving();
    const left = this.goodbye();
    for (const slower of [late, left]) slower.catch(() => undefined); // only the faster of the two is heard
    try {
      await Promise.race([left, late]);
    } finally {
      this.#membership.end();
      this.disown();
    }
  }

  private async goodbye(): Promise<void> {
    await this.#polling?.catch(() => undefined); // whoever called poll hears of it
    try {
      await this.commitOr();
    } finally {
      await this.#membership.leave();
    }
  }
}
