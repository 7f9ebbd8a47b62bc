import { leaderEpoch, offset, type LeaderEpoch, type Offset } from '@yak/model';
import {
  type AbortedTransaction,
  LeaderEpochs,
  lastOffset,
  nextOffset,
  type ProducedBatch,
  ProducerStates,
} from '@yak/records';
import type { LogSlice, ReplicaLog, TimedOffset } from '@yak/replica';

/** A log in memory whose every wait is in the hands of the test. What is appended counts after `write()`. */
export class FakeReplicaLog implements ReplicaLog {
  readonly producers = new ProducerStates();
  readonly leaderEpochs = new LeaderEpochs();
  readonly batches: ProducedBatch[] = [];
  readonly beginnings: number[] = [];
  logStartOffset = offset(0);
  nextOffset = offset(0);
  logEndOffset = offset(0);
  highWatermark = offset(0);
  isOffline = false;
  aborted: AbortedTransaction[] = [];
  found: TimedOffset | null = null;
  /** Whether reads answer in the same turn, as from the hot tail. */
  isHot = true;
  /** Set: the next wait fails with this. */
  failure: Error | null = null;
  /** Set: beginEpoch waits until the test calls it. */
  holdsEpochs = false;
  #held: (() => void)[] = [];
  #listeners: (() => void)[] = [];

  get lastStableOffset(): Offset {
    const unstable = this.producers.firstUnstableOffset(this.highWatermark);
    return offset(Math.min(unstable ?? this.highWatermark, this.highWatermark));
  }

  get sizeInBytes(): number {
    return this.batches.reduce((bytes, batch) => bytes + batch.bytes.length, 0);
  }

  async beginEpoch(epoch: LeaderEpoch): Promise<void> {
    this.beginnings.push(epoch);
    this.#throwIfFailing();
    if (this.holdsEpochs) await new Promise<void>((release) => this.#held.push(release));
    this.leaderEpochs.assign(epoch, this.nextOffset);
  }

  append(batch: ProducedBatch): void {
    this.#throwIfFailing();
    expect(batch.header.baseOffset).toBe(this.nextOffset);
    this.batches.push(batch);
    this.producers.apply(batch.header, batch.bytes);
    this.leaderEpochs.assign(batch.header.partitionLeaderEpoch, batch.header.baseOffset);
    this.nextOffset = offset(nextOffset(batch.header));
  }

  onAdvanced(listener: () => void): void {
    this.#listeners.push(listener);
  }

  setHighWatermark(to: Offset): void {
    this.highWatermark = to;
  }

  read(request: {
    startOffset: Offset;
    endOffsetExclusive: Offset;
    bytesMax: number;
    wholeFirstBatch: boolean;
  }): LogSlice | Promise<LogSlice> {
    const found = this.batches.filter(
      ({ header }) => lastOffset(header) >= request.startOffset && header.baseOffset < request.endOffsetExclusive,
    );
    const last = found.at(-1);
    const records = found.map((batch) => batch.bytes);
    const slice = {
      records,
      sizeInBytes: records.reduce((bytes, record) => bytes + record.length, 0),
      startOffset: request.startOffset,
      nextOffset: last === undefined ? request.startOffset : offset(nextOffset(last.header)),
    };
    if (this.isHot) return slice;
    return this.#later(slice);
  }

  abortedTransactions(range: {
    startOffset: Offset;
    endOffsetExclusive: Offset;
  }): Promise<readonly AbortedTransaction[]> {
    return this.#later(
      this.aborted.filter(
        (entry) => entry.lastOffset >= range.startOffset && entry.firstOffset < range.endOffsetExclusive,
      ),
    );
  }

  offsetForTimestamp(): Promise<TimedOffset | null> {
    return this.#later(this.found);
  }

  offsetOfMaxTimestamp(): Promise<TimedOffset | null> {
    return this.#later(this.found);
  }

  async advanceLogStart(to: Offset): Promise<void> {
    await this.#later(null);
    this.logStartOffset = to;
  }

  async truncateTo(to: Offset): Promise<void> {
    await this.#later(null);
    this.nextOffset = to;
  }

  /** The pending writes are done: the log end reaches what was appended. */
  write(): void {
    this.logEndOffset = this.nextOffset;
    this.#tell();
  }

  /** The disk failed. */
  goOffline(): void {
    this.isOffline = true;
    this.#tell();
  }

  /** Lets every held beginEpoch be durable. */
  releaseEpochs(): void {
    for (const release of this.#held.splice(0)) release();
  }

  /** A log as it comes back from disk: `end` records of one epoch, all written. */
  holding(facts: { readonly end: number; readonly highWatermark: number; readonly epoch: number }): this {
    this.nextOffset = offset(facts.end);
    this.logEndOffset = offset(facts.end);
    this.highWatermark = offset(facts.highWatermark);
    this.leaderEpochs.assign(leaderEpoch(facts.epoch), 0);
    return this;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  #throwIfFailing(): void {
    if (this.failure !== null) throw this.failure;
  }

  async #later<T>(value: T): Promise<T> {
    await Promise.resolve();
    this.#throwIfFailing();
    return value;
  }
}
