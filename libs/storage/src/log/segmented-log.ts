import { assert } from '@yak/base';
import { type LeaderEpoch, type Offset, offset as toOffset } from '@yak/model';
import {
  type AbortedTransaction,
  isControl,
  type LeaderEpochs,
  nextOffset,
  type ProducedBatch,
  type ProducerStates,
} from '@yak/records';
import { encodeCheckpoint } from '../directory/checkpoint-file';
import { writeDurably } from '../directory/write-durably';
import { HotTail } from '../hot-tail';
import { type LogSettings, segmentMsOf } from '../log-settings';
import type { LogReadRequest, LogSlice, PartitionLog, TimestampedOffset } from '../partition-log';
import { StorageError } from '../storage-error';
import { LEADER_EPOCH_FILE, type LoadedLog } from './load-log';
import { LogReader } from './log-reader';
import { LogTurns } from './log-turns';
import { LogWriter } from './log-writer';
import { offsetForTimestamp, offsetOfMaxTimestamp, type TimedReading } from './offsets-by-time';
import { ReadGate } from './read-gate';
import { writeProducerSnapshot } from './producer-replay';
import { Segment } from './segment';
import { saveIndexes } from './segment-files';
import { collectAborted } from './collect-aborted';
import { SegmentEndings } from './segment-endings';
import { SegmentRemoval } from './segment-removal';
import type { LogSurroundings } from './surroundings';
import { truncateSegments } from './truncate-segments';

/** What a log is built from. */
export interface SegmentedLogOptions {
  readonly surroundings: LogSurroundings;
  readonly directory: string;
  readonly settings: LogSettings;
  readonly loaded: LoadedLog;
  readonly highWatermark: number;
  /** everything below was passed by the cleaner */
  readonly cleanedOffset: number;
}

/** A partition's log as segments in a directory of its own, in Kafka's formats. */
export class SegmentedLog implements PartitionLog {
  /** oldest first; never empty; the last one grows */
  readonly segments: Segment[];
  readonly tail: HotTail;
  readonly directory: string;
  truncations = 0;
  /** everything below is durable, indexes of closed segments included; exclusive */
  recoveryPoint: number;
  /** the cleaner has passed everything below, as `cleaner-offset-checkpoint` says; exclusive */
  cleanedOffset: number;
  settings: LogSettings;
  producers: ProducerStates;
  readonly leaderEpochs: LeaderEpochs;
  readonly readGate = new ReadGate();
  readonly #turns: LogTurns;
  readonly #surroundings: LogSurroundings;
  readonly #reader: LogReader;
  readonly #timedReading: TimedReading;
  readonly #removal: SegmentRemoval;
  readonly #endings: SegmentEndings;
  #writer: LogWriter | null = null;
  #listener: (() => void) | null = null;
  #logStartOffset: number;
  #nextOffset: number;
  #logEndOffset: number;
  #highWatermark: number;
  #sizeInBytes: number;
  #segmentMs: number;
  #areEpochsUnsaved: boolean;
  /** batches were added since indexes and producer snapshot were saved */
  #isUnsaved: boolean;
  #isClosed = false;

  constructor(options: SegmentedLogOptions) {
    const { surroundings, loaded, settings } = options;
    this.#surroundings = surroundings;
    this.directory = options.directory;
    this.settings = settings;
    this.segments = loaded.segments;
    this.producers = loaded.producers;
    this.leaderEpochs = loaded.leaderEpochs;
    this.recoveryPoint = loaded.recoveryPoint;
    this.cleanedOffset = options.cleanedOffset;
    this.#turns = new LogTurns(surroundings);
    this.tail = new HotTail(surroundings.hotTail);
    this.#reader = new LogReader(this, surroundings);
    this.#timedReading = { reader: this.#reader, surroundings };
    this.#removal = new SegmentRemoval(this, surroundings);
    this.#endings = new SegmentEndings(surroundings, this.#turns, (segment) => this.#saved(segment));
    this.#logStartOffset = loaded.logStartOffset;
    this.#nextOffset = Math.max(this.active.nextOffset, loaded.logStartOffset);
    this.#logEndOffset = this.#nextOffset;
    this.#highWatermark = Math.min(Math.max(options.highWatermark, loaded.logStartOffset), this.#logEndOffset);
    this.#sizeInBytes = loaded.segments.reduce((sum, segment) => sum + segment.sizeInBytes, 0);
    this.#segmentMs = this.#jitteredSegmentMs();
    this.#areEpochsUnsaved = loaded.areEpochsUnsaved;
    this.#isUnsaved = loaded.isUnsaved;
  }

  get logStartOffset(): Offset {
    return toOffset(this.#logStartOffset);
  }

  get nextOffset(): Offset {
    return toOffset(this.#nextOffset);
  }

  get logEndOffset(): Offset {
    return toOffset(this.#logEndOffset);
  }

  get highWatermark(): Offset {
    return toOffset(this.#highWatermark);
  }

  get lastStableOffset(): Offset {
    return toOffset(Math.max(this.producers.lastStableOffset(this.#highWatermark), this.#logStartOffset));
  }

  get sizeInBytes(): number {
    return this.#sizeInBytes;
  }

  get pendingSizeInBytes(): number {
    return this.#writer?.pendingBytes ?? 0;
  }

  get isOffline(): boolean {
    return this.#surroundings.failure !== null;
  }

  get indexIntervalBytes(): number {
    return this.settings.indexIntervalBytes;
  }

  /** The segment that grows. */
  get active(): Segment {
    const active = this.segments.at(-1);
    assert(active !== undefined, 'a log has a segment');
    return active;
  }

  beginEpoch(epoch: LeaderEpoch): Promise<void> {
    if (this.leaderEpochs.assign(epoch, this.#nextOffset)) this.#areEpochsUnsaved = true;
    return Promise.resolve();
  }

  append({ bytes, header }: ProducedBatch): void {
    this.#assertUsable();
    const writer = (this.#writer ??= this.#newWriter());
    if (writer.pendingBytes > 0 && writer.pendingBytes + bytes.length > this.#surroundings.pendingBytesMax) {
      throw new StorageError('YAK_STORAGE_BACKLOG', `${writer.pendingBytes} bytes wait for ${this.directory}`);
    }
    assert(header.baseOffset >= this.#nextOffset, 'a batch is appended behind the log');
    assert(bytes.length === header.sizeInBytes, 'a batch is as long as it says');
    const { segmentBytes, segmentIndexBytes } = this.settings;
    const nowMs = this.#surroundings.clock.wallMs();
    const rules = { segmentBytes, segmentIndexBytes, segmentMs: this.#segmentMs, nowMs };
    if (this.active.mustRollBefore(header, rules)) this.#roll(header.baseOffset);
    const segment = this.active;
    const position = segment.sizeInBytes;
    segment.add(header, this.settings.indexIntervalBytes);
    if (header.partitionLeaderEpoch >= 0 && this.leaderEpochs.assign(header.partitionLeaderEpoch, header.baseOffset))
      this.#areEpochsUnsaved = true;
    const completed = this.producers.apply(header, isControl(header) ? bytes : undefined);
    if (completed?.isAborted === true) {
      const { producerId, firstOffset, lastOffset, lastStableOffset } = completed;
      segment.indexes?.aborted.push({ producerId, firstOffset, lastOffset, lastStableOffset });
    }
    const endOffset = nextOffset(header);
    this.#nextOffset = endOffset;
    this.#sizeInBytes += bytes.length;
    this.#isUnsaved = true;
    this.tail.add({ baseOffset: header.baseOffset, nextOffset: endOffset }, bytes);
    writer.add(segment, { bytes, position, endOffset });
  }

  onAdvanced(listener: () => void): void {
    this.#listener = listener;
  }

  setHighWatermark(offset: Offset): void {
    const clipped = Math.min(Math.max(offset, this.#logStartOffset), this.#logEndOffset);
    if (clipped === this.#highWatermark) return;
    this.#highWatermark = clipped;
    this.#surroundings.changed();
  }

  read(request: LogReadRequest): LogSlice | Promise<LogSlice> {
    this.#assertUsable();
    const endOffsetExclusive = toOffset(Math.min(request.endOffsetExclusive, this.#logEndOffset));
    const answer = this.#reader.read(
      endOffsetExclusive === request.endOffsetExclusive ? request : { ...request, endOffsetExclusive },
    );
    return answer instanceof Promise ? this.#turns.watched(answer) : answer;
  }

  abortedTransactions(range: {
    readonly startOffset: Offset;
    readonly endOffsetExclusive: Offset;
  }): Promise<readonly AbortedTransaction[]> {
    return this.#reading(() => {
      const segments = this.segments.slice(this.#reader.segmentIndexOf(range.startOffset));
      const load = (segment: Segment) => this.#surroundings.indexes.indexesOf(segment, this.indexIntervalBytes);
      return collectAborted(segments, range, load);
    });
  }

  offsetForTimestamp(timestampMs: number): Promise<TimestampedOffset | null> {
    return this.#reading(() => offsetForTimestamp(this, this.#timedReading, timestampMs));
  }

  offsetOfMaxTimestamp(): Promise<TimestampedOffset | null> {
    return this.#reading(() => offsetOfMaxTimestamp(this, this.#timedReading));
  }

  #reading<T>(read: () => Promise<T>): Promise<T> {
    this.#assertUsable();
    return this.#turns.watched(this.readGate.through(read));
  }

  async advanceLogStart(offset: Offset): Promise<void> {
    this.#assertUsable();
    assert(offset <= this.#logEndOffset, 'a log starts at most at its end');
    if (offset <= this.#logStartOffset) return;
    this.moveLogStart(offset);
    await this.#turns.guarded(() => this.#surroundings.checkpointLogStarts());
    await this.#turns.take(() => this.#removal.run('log start'));
  }

  /** Lifts the log start in memory, and with it what may not lie below. */
  moveLogStart(offset: number): void {
    this.#logStartOffset = Math.max(this.#logStartOffset, offset);
    this.#highWatermark = Math.max(this.#highWatermark, this.#logStartOffset);
    if (this.leaderEpochs.truncateFromStart(this.#logStartOffset)) this.#areEpochsUnsaved = true;
    this.#surroundings.changed();
  }

  /** Counts bytes of segments that are gone. */
  segmentsRemoved(sizeInBytes: number): void {
    this.#sizeInBytes -= sizeInBytes;
    this.#reader.forgetPlaces();
  }

  /** Deletes the oldest segments as far as retention says; not while the log is being cleaned: the cleaner asks again then. */
  enforceRetention(): Promise<void> {
    if (this.#turns.isCleaning || this.#isClosed) return Promise.resolve();
    return this.#turns.take(() => this.#removal.run('all'));
  }

  /** Runs a pass of the cleaner; the signal says when it has to give way to truncation, deletion or close. */
  clean(pass: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.#assertUsable();
    return this.#turns.clean(async (signal) => {
      if (!this.#isClosed) await pass(signal);
    });
  }

  /** Tells the cleaner to give way. */
  stopCleaning(): void {
    this.#turns.stopCleaning();
  }

  /** Puts one segment in the place of those that it was cleaned from. The caller holds the read gate closed. */
  replaceSegments(replaced: readonly Segment[], cleaned: Segment): void {
    const first = this.segments.findIndex((segment) => segment === replaced[0]);
    assert(first >= 0 && replaced.every((segment, i) => this.segments[first + i] === segment), 'they are in the log');
    cleaned.nextOffset = replaced.at(-1)?.nextOffset ?? cleaned.nextOffset;
    this.segments.splice(first, replaced.length, cleaned);
    this.tail.dropBefore(cleaned.nextOffset); // it holds records that are gone now
    this.segmentsRemoved(replaced.reduce((sum, segment) => sum + segment.sizeInBytes, -cleaned.sizeInBytes));
  }

  /** Remembers how far the log is clean, durably. */
  async setCleanedOffset(offset: number): Promise<void> {
    if (offset === this.cleanedOffset) return;
    this.cleanedOffset = offset;
    await this.#surroundings.checkpointCleanedOffsets();
  }

  truncateTo(offset: Offset): Promise<void> {
    this.#assertUsable();
    return this.#turns.take(async () => {
      await this.#settled();
      if (offset >= this.#nextOffset) return;
      if (offset <= this.#logStartOffset) await this.#restartAt(this.#logStartOffset);
      else await this.#cutTo(offset);
    });
  }

  async #cutTo(offset: number): Promise<void> {
    await this.#lowerRecoveryPoint(offset);
    await this.setCleanedOffset(Math.min(this.cleanedOffset, offset));
    this.truncations += 1;
    this.tail.truncateTo(offset);
    this.#reader.forgetPlaces();
    this.producers = await truncateSegments(this, this.#surroundings, offset);
    this.#afterTruncation();
    await this.#saveEpochs();
  }

  #afterTruncation(): void {
    const end = Math.max(this.active.nextOffset, this.#logStartOffset);
    this.#nextOffset = end;
    this.#logEndOffset = end;
    this.#highWatermark = Math.min(this.#highWatermark, end);
    this.#sizeInBytes = this.segments.reduce((sum, segment) => sum + segment.sizeInBytes, 0);
    this.leaderEpochs.truncateFromEnd(end);
    this.#areEpochsUnsaved = true;
    this.#isUnsaved = true;
    this.#surroundings.changed();
  }

  truncateFully(newStart: Offset): Promise<void> {
    this.#assertUsable();
    return this.#turns.take(async () => {
      await this.#settled();
      await this.#restartAt(newStart);
    });
  }

  async #restartAt(newStart: number): Promise<void> {
    await this.#lowerRecoveryPoint(0);
    await this.setCleanedOffset(0);
    this.truncations += 1;
    this.tail.clear();
    this.#reader.forgetPlaces();
    this.#logStartOffset = newStart;
    this.#highWatermark = newStart;
    this.producers = await this.#removal.restartAt(newStart);
    this.leaderEpochs.truncateFromEnd(0);
    this.#afterTruncation();
    this.recoveryPoint = newStart;
    await this.#saveEpochs();
    await this.#surroundings.checkpointLogStarts();
  }

  /** Bytes above `offset` are about to go: no checkpoint may call what comes in their place durable. */
  async #lowerRecoveryPoint(offset: number): Promise<void> {
    if (this.recoveryPoint <= offset) return;
    this.recoveryPoint = offset;
    await this.#surroundings.checkpointRecoveryPoints();
  }

  configure(settings: LogSettings): void {
    this.settings = settings;
    this.#segmentMs = this.#jitteredSegmentMs();
    if (!settings.cleanupPolicy.includes('compact')) this.stopCleaning();
  }

  async flush(): Promise<void> {
    this.#assertUsable();
    await this.#turns.guarded(() => this.#flush());
  }

  async #flush(): Promise<void> {
    const end = this.#nextOffset;
    await this.#settled();
    const { active } = this;
    if (this.recoveryPoint >= end || !active.isCreated) return;
    await this.#surroundings.files.use(active.logPath, 'existing', (file) => file.sync());
    if (!active.isNameDurable) {
      await this.#surroundings.disk.syncDirectory(this.directory);
      active.isNameDurable = true;
    }
    this.recoveryPoint = Math.max(this.recoveryPoint, Math.min(end, this.#logEndOffset));
    this.#surroundings.changed();
  }

  close(): Promise<void> {
    if (this.#isClosed) return Promise.resolve();
    return this.#turns.take(async () => {
      this.#isClosed = true;
      if (this.isOffline) return;
      await this.#flush();
      if (this.#isUnsaved) {
        this.active.indexTime();
        await saveIndexes(this.#surroundings.disk, this.active);
        const snapshot = { offset: this.#nextOffset, bytes: this.producers.snapshot() };
        await writeProducerSnapshot(this.#surroundings.disk, this.directory, snapshot);
        await this.#surroundings.disk.syncDirectory(this.directory);
        this.#isUnsaved = false;
      }
      if (this.#areEpochsUnsaved) await this.#saveEpochs();
      await this.#letGo();
    });
  }

  /** Stops without writing anything: before the log is deleted, or as a killed process would. */
  async abandon(): Promise<void> {
    this.#isClosed = true;
    this.stopCleaning();
    await this.#writer?.stopped();
    await this.#turns.ended();
    await this.#endings.settled();
    await this.#letGo();
  }

  async #letGo(): Promise<void> {
    this.tail.clear();
    for (const segment of this.segments) {
      this.#surroundings.indexes.drop(segment);
      if (segment.isCreated) await this.#surroundings.files.forget(segment.logPath);
    }
  }

  /** Tells the listener that the directory went offline. */
  wentOffline(): void {
    this.#writer?.stop();
    this.#listener?.();
  }

  #newWriter(): LogWriter {
    const { disk, clock, files, writeSlots, flushMode } = this.#surroundings;
    const log = this as { readonly settings: LogSettings };
    return new LogWriter({
      disk,
      clock,
      files,
      slots: writeSlots,
      isSynced: flushMode === 'batch',
      get flushMessages() {
        return log.settings.flushMessages;
      },
      prepare: () => (this.#areEpochsUnsaved ? this.#saveEpochs() : null),
      written: (endOffset, isSynced) => this.#written(endOffset, isSynced),
      ended: (segment, snapshot) => this.#endings.begin(segment, snapshot),
      failed: (error) => this.#surroundings.fail(error),
    });
  }

  #written(endOffset: number, isSynced: boolean): void {
    this.#logEndOffset = endOffset;
    if (isSynced && this.#endings.count === 0) this.recoveryPoint = Math.max(this.recoveryPoint, endOffset);
    this.#surroundings.changed();
    this.#listener?.();
  }

  /** Closes the growing segment and goes on in a new one that begins at `baseOffset`. */
  #roll(baseOffset: number): void {
    const old = this.active;
    old.indexTime();
    old.isEnding = true;
    const writer = (this.#writer ??= this.#newWriter());
    this.segments.push(new Segment(this.directory, baseOffset, this.#surroundings.clock.wallMs()));
    this.#segmentMs = this.#jitteredSegmentMs();
    this.#endings.count += 1;
    writer.seal(old, this.producers.snapshot());
  }

  /** Rolls so that the segments so far may all be deleted; the new one is durable when it resolves. */
  async rollNow(): Promise<void> {
    this.#roll(this.#nextOffset);
    await this.#settled();
    const { active } = this;
    if (active.isCreated) return;
    await this.#surroundings.files.use(active.logPath, 'create', (file) => file.sync());
    await this.#surroundings.disk.syncDirectory(this.directory);
    active.isCreated = true;
    active.isNameDurable = true;
  }

  #saved(segment: Segment): void {
    this.recoveryPoint = Math.max(this.recoveryPoint, segment.nextOffset);
    this.#surroundings.changed();
  }

  async #saveEpochs(): Promise<void> {
    this.#areEpochsUnsaved = false;
    const lines = this.leaderEpochs.entries.map(({ epoch, startOffset }) => `${epoch} ${startOffset}`);
    await writeDurably(this.#surroundings.disk, `${this.directory}/${LEADER_EPOCH_FILE}`, encodeCheckpoint(lines));
  }

  /** All that was appended is written, and closed segments are saved. */
  async #settled(): Promise<void> {
    await this.#writer?.drained();
    await this.#endings.settled();
    if (this.isOffline) this.#assertOnline();
  }

  #assertUsable(): void {
    if (this.#isClosed) throw new StorageError('YAK_STORAGE_CLOSED', `${this.directory} is closed`);
    this.#assertOnline();
  }

  #assertOnline(): void {
    const { failure } = this.#surroundings;
    if (failure !== null)
      throw new StorageError('YAK_STORAGE_OFFLINE', `${this.directory} is offline: ${failure.message}`, failure);
  }

  #jitteredSegmentMs(): number {
    const segmentMs = segmentMsOf(this.settings);
    const jitterMs = Math.min(this.settings.segmentJitterMs, segmentMs);
    return segmentMs - (jitterMs > 0 ? Math.floor(this.#surroundings.random.fraction() * jitterMs) : 0);
  }
}
