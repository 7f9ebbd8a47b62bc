import { offset as toOffset } from '@yak/model';
import type { Segment } from '../log/segment';
import type { LogSurroundings } from '../log/surroundings';
import { StorageError } from '../storage-error';
import { buildKeyMap } from './build-key-map';
import { type CleaningRound, cleanBatch } from './clean-batch';
import type { CleanedLog } from './cleaned-log';
import { CleanedSegment } from './cleaned-segment';
import type { CleanerSettings } from './cleaner-settings';
import { KeyMap } from './key-map';
import type { Pace } from './pace';
import type { CleanableRange } from './rules/cleanable-range';
import { groupSegments } from './rules/group-segments';
import { swapSegments } from './swap-segments';
import { TransactionTrail } from './transaction-trail';
import { type StoredBatch, walkSegment } from './walk-segment';

/** What a pass did. Bytes of `.log` files. */
export interface CleaningReport {
  readonly bytesRead: number;
  readonly bytesWritten: number;
  readonly keys: number;
  readonly keylessRecords: number;
  /** the log is clean below */
  readonly cleanedOffset: number;
}

/** What a pass works with. */
export interface CleaningTools {
  readonly surroundings: LogSurroundings;
  readonly settings: CleanerSettings;
  readonly pace: Pace;
}

/** Thrown by a pass whose copy found no room. The log has lost nothing, and the copy is removed. */
export class NoRoomToClean extends Error {
  constructor(cause: StorageError) {
    super(`no room for the copy that compaction writes: ${cause.message}`, { cause });
    this.name = 'NoRoomToClean';
  }
}

/**
 * One pass over one log: learns the newest offset of every key in the dirty part, then writes the log from its start anew without
 * what is superseded, a few segments at a time. Whoever wants the log meanwhile stops it (`signal`): what was swapped stays so,
 * what was not is thrown away. Source: Kafka Cleaner.doClean.
 */
export class CleaningPass {
  #bytesRead = 0;
  #bytesWritten = 0;
  #keylessRecords = 0;

  constructor(
    private readonly log: CleanedLog,
    private readonly tools: CleaningTools,
    private readonly signal: AbortSignal,
  ) {}

  /** Rejects with CleaningStopped, NoRoomToClean or a StorageError. */
  async run(range: CleanableRange): Promise<CleaningReport> {
    const { log, tools } = this;
    const { clock } = tools.surroundings;
    tools.pace.begin();
    const segments = log.segments.filter(({ baseOffset }) => baseOffset < range.endOffset);
    const trail = new TransactionTrail(await this.#abortedBelow(range.endOffset, segments));
    const keys = this.#keyMap(range);
    const mapEndOffset = await buildKeyMap(keys, {
      segments: segments.filter((_, i) => (segments[i + 1]?.baseOffset ?? range.endOffset) > range.firstDirtyOffset),
      firstDirtyOffset: range.firstDirtyOffset,
      endOffset: range.endOffset,
      batches: (segment) => this.#batches(segment),
      isAborted: (header) => trail.isAborted(header),
    });
    await tools.surroundings.checkpointRecoveryPoints(); // what is cleaned is never recovered: epochs and sequences have gaps there
    const { producers } = log;
    const { deleteRetentionMs } = log.settings;
    const unread = { count: 0 };
    const round = { keys, mapEndOffset, trail, producers, nowMs: clock.wallMs(), deleteRetentionMs, unread };
    for (const group of await this.#groups(segments.filter(({ baseOffset }) => baseOffset < mapEndOffset))) {
      await this.#clean(group, round);
    }
    await log.setCleanedOffset(mapEndOffset);
    const { bytesRead, bytesWritten, keylessRecords } = this.#counts;
    return { bytesRead, bytesWritten, keys: keys.count, keylessRecords, cleanedOffset: mapEndOffset };
  }

  get #counts(): { bytesRead: number; bytesWritten: number; keylessRecords: number } {
    return {
      bytesRead: this.#bytesRead,
      bytesWritten: this.#bytesWritten,
      keylessRecords: this.#keylessRecords,
    };
  }

  #abortedBelow(endOffset: number, segments: readonly Segment[]): ReturnType<CleanedLog['abortedTransactions']> {
    const startOffset = toOffset(segments[0]?.baseOffset ?? 0);
    return this.log.abortedTransactions({ startOffset, endOffsetExclusive: toOffset(endOffset) });
  }

  #keyMap(range: CleanableRange): KeyMap {
    const { settings, surroundings } = this.tools;
    return new KeyMap({
      memoryBytesMax: settings.keyMapBytesMax,
      loadFactor: settings.keyMapLoadFactor,
      logBytes: range.dirtyBytes,
      seed: surroundings.random.below(2 ** 32),
    });
  }

  async *#batches(segment: Segment): AsyncGenerator<StoredBatch, void, undefined> {
    const { pace, settings, surroundings } = this.tools;
    const chunkBytes = Math.max(4096, Math.floor(settings.bufferBytes / 2));
    const spent = async (bytes: number): Promise<void> => {
      this.#bytesRead += bytes;
      await pace.spend(bytes, this.signal);
    };
    const epochAt = (offset: number): number | null => this.log.leaderEpochs.epochAt(offset);
    for await (const batch of walkSegment(segment, { files: surroundings.files, chunkBytes, spent, epochAt })) {
      await pace.breathe(this.signal);
      yield batch;
    }
  }

  async #groups(segments: readonly Segment[]): Promise<Segment[][]> {
    const { log } = this;
    const { indexes } = this.tools.surroundings;
    const measured = [];
    for (const segment of segments) {
      const { offsets, times } = await indexes.indexesOf(segment, log.indexIntervalBytes);
      const { baseOffset, nextOffset, sizeInBytes } = segment;
      const index = { offsetIndexBytes: offsets.table.sizeInBytes, timeIndexBytes: times.table.sizeInBytes };
      measured.push({ segment, baseOffset, nextOffset, sizeInBytes, ...index });
    }
    return groupSegments(measured, log.settings).map((group) => group.map(({ segment }) => segment));
  }

  async #clean(group: readonly Segment[], round: CleaningRound): Promise<void> {
    const { surroundings } = this.tools;
    const [first] = group;
    if (first === undefined) return;
    const cleaned = await CleanedSegment.create({
      disk: surroundings.disk,
      directory: this.log.directory,
      baseOffset: first.baseOffset,
      createdAtMs: first.createdAtMs,
      indexIntervalBytes: this.log.indexIntervalBytes,
    });
    let isSwapping = false;
    try {
      for (const segment of group) await this.#copy(segment, cleaned, round);
      if (group.length > 1 || cleaned.hasChanged) {
        await this.#written(await cleaned.finish());
        isSwapping = true;
        await swapSegments(this.log, surroundings, { replaced: group, cleaned: cleaned.segment });
        return;
      }
    } catch (error) {
      if (surroundings.failure === null && !isSwapping) await cleaned.discard();
      throw !isSwapping && error instanceof StorageError && error.errno === 'ENOSPC' ? new NoRoomToClean(error) : error;
    }
    await cleaned.discard();
  }

  async #copy(segment: Segment, cleaned: CleanedSegment, round: CleaningRound): Promise<void> {
    for await (const batch of this.#batches(segment)) {
      const { bytes, aborted, keylessCount } = await cleanBatch(batch, round);
      this.#keylessRecords += keylessCount;
      if (aborted !== null) cleaned.addAborted(aborted);
      await this.#written(await cleaned.add(batch.bytes, bytes));
    }
  }

  async #written(bytes: number): Promise<void> {
    this.#bytesWritten += bytes;
    if (bytes > 0) await this.tools.pace.spend(bytes, this.signal);
  }
}
