import type { LogFields, Meter, TimerId } from '@yak/base';
import { isCompacted } from '../log-settings';
import { maxTimestampOf } from '../log/offsets-by-time';
import type { Segment } from '../log/segment';
import type { LogSurroundings } from '../log/surroundings';
import { StorageError } from '../storage-error';
import type { CleanedLog } from './cleaned-log';
import type { CleanerSettings } from './cleaner-settings';
import { CleaningPass, type CleaningReport } from './cleaning-pass';
import { firstTimestampOf } from './first-timestamp';
import { CleaningStopped, Pace } from './pace';
import { type CleanableRange, cleanableRange } from './rules/cleanable-range';
import { type CleaningCandidate, nextToClean } from './rules/next-to-clean';

/** What a cleaner is made of. */
export interface LogCleanerOptions {
  readonly settings: CleanerSettings;
  readonly surroundings: LogSurroundings;
  readonly meter: Meter;
  /** all logs of the directory */
  readonly logs: () => Iterable<CleanedLog>;
}

/** How a pass ended; neither: it was told to stop. */
interface PassEnd {
  readonly report?: CleaningReport;
  readonly fault?: unknown;
}

interface Candidate extends CleaningCandidate {
  readonly log: CleanedLog;
  readonly range: CleanableRange;
}

/**
 * `resting` until the backoff is over; `working` as long as a log is due; `stopped` for ever, also once the disk has failed.
 *
 *   resting ──backoff over──▶ working ──none is due──▶ resting          stop ──▶ stopped
 */
type CleanerState = 'resting' | 'working' | 'stopped';

/** Compacts the logs of one directory, one after the other, the dirtiest first. Source: Kafka LogCleaner, LogCleanerManager. */
export class LogCleaner {
  #state: CleanerState = 'stopped';
  #timer: TimerId | null = null;
  #working: Promise<void> = Promise.resolve();
  #present: CleanedLog | null = null;
  /** logs that a pass failed on for another reason than the disk; left alone until the next start */
  readonly #uncleanable = new Set<CleanedLog>();
  readonly #pace: Pace;

  constructor(private readonly options: LogCleanerOptions) {
    this.#pace = new Pace(options.surroundings.clock, options.settings.bytesPerSecondMax);
  }

  get state(): CleanerState {
    return this.#state;
  }

  /** Begins to look after the logs. */
  start(): void {
    if (this.options.settings.isEnabled) this.#rest();
  }

  /** Ends for ever; resolves when no pass runs any more. */
  async stop(): Promise<void> {
    this.#state = 'stopped';
    if (this.#timer !== null) this.options.surroundings.clock.clearTimeout(this.#timer);
    this.#present?.stopCleaning();
    await this.#working;
  }

  #rest(): void {
    this.#state = 'resting';
    this.#timer = this.options.surroundings.clock.setTimeout(() => {
      this.#working = this.#work();
    }, this.options.settings.backoffMs);
  }

  async #work(): Promise<void> {
    this.#state = 'working';
    while (this.#isWorking && (await this.#cleanNextSafely()));
    if (this.#isWorking) this.#rest();
  }

  get #isWorking(): boolean {
    if (this.options.surroundings.failure !== null) this.#state = 'stopped';
    return this.#state === 'working';
  }

  async #cleanNextSafely(): Promise<boolean> {
    try {
      return await this.cleanNext();
    } catch (error) {
      this.#log('error', 'the log cleaner could not look at the logs', { error });
      return false;
    }
  }

  /** Cleans the log that is most in need of it. False: none is, or its pass was stopped. */
  async cleanNext(): Promise<boolean> {
    const candidates: Candidate[] = [];
    for (const log of [...this.options.logs()]) {
      if (!isCompacted(log.settings) || this.#uncleanable.has(log)) continue;
      const candidate = await this.#candidateOrNull(log);
      if (candidate !== null) candidates.push(candidate);
    }
    const next = nextToClean(candidates, this.options.surroundings.clock.wallMs());
    if (next === null) return false;
    this.#present = next.log;
    try {
      return await this.#clean(next.log);
    } finally {
      this.#present = null;
    }
  }

  async #clean(log: CleanedLog): Promise<boolean> {
    const ends: PassEnd[] = [];
    try {
      if (log.recoveryPoint < closedEnd(log)) await log.flush();
      await log.clean(async (signal) => {
        const { range } = await this.#candidate(log, log.recoveryPoint); // what was true before the turn may not be now
        if (range.dirtyBytes > 0) ends.push(await this.#pass(log, range, signal));
      });
      await log.enforceRetention();
    } catch (error) {
      if (error instanceof StorageError) return false; // the directory is offline, or the log closed: both are told elsewhere
      throw error;
    }
    const [end] = ends;
    if (end?.report !== undefined) this.#count(log, end.report);
    if (end?.fault !== undefined) this.#leaveAlone(log, end.fault);
    return end?.report !== undefined;
  }

  /** Rejects where the disk fails, and only then: the directory goes offline. */
  async #pass(log: CleanedLog, range: CleanableRange, signal: AbortSignal): Promise<PassEnd> {
    const pass = new CleaningPass(log, { ...this.options, pace: this.#pace }, signal);
    try {
      return { report: await pass.run(range) };
    } catch (error) {
      if (error instanceof StorageError && error.code === 'YAK_STORAGE_IO') throw error;
      const isTold = error instanceof StorageError && error.code !== 'YAK_STORAGE_CORRUPT'; // the log closed, or is offline
      return error instanceof CleaningStopped || isTold ? {} : { fault: error };
    }
  }

  #leaveAlone(log: CleanedLog, error: unknown): void {
    this.#uncleanable.add(log);
    this.options.meter
      .gauge('yak_log_cleaner_uncleanable_logs', 'Logs that compaction failed on and leaves alone until the next start')
      .set(this.#uncleanable.size);
    this.#log('error', 'a log cannot be compacted and is left alone until the next start', {
      path: log.directory,
      error,
    });
  }

  #count(log: CleanedLog, report: CleaningReport): void {
    const { meter } = this.options;
    meter.counter('yak_log_cleaner_passes_total', 'Passes of compaction over a log').add();
    meter.counter('yak_log_cleaner_read_bytes_total', 'Bytes of log read by compaction').add(report.bytesRead);
    meter.counter('yak_log_cleaner_written_bytes_total', 'Bytes of log written by compaction').add(report.bytesWritten);
    meter
      .counter('yak_log_cleaner_keyless_records_total', 'Records without a key that compaction dropped')
      .add(report.keylessRecords);
    this.#log('debug', 'compacted a log', { path: log.directory, ...report });
  }

  #log(level: 'debug' | 'error', message: string, fields: LogFields): void {
    this.options.surroundings.logger.log(level, message, fields);
  }

  /** Null where the log cannot be looked at: that must not keep the others from being cleaned. Rejects where the disk fails. */
  async #candidateOrNull(log: CleanedLog): Promise<Candidate | null> {
    try {
      return await this.#candidate(log, Infinity);
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      if (error.code === 'YAK_STORAGE_CORRUPT') this.#leaveAlone(log, error);
      else if (error.errno !== 'ENOENT') throw error;
      return null; // without the file: the log was deleted or cut meanwhile
    }
  }

  /** @param durableOffset nothing at or above it is cleaned */
  async #candidate(log: CleanedLog, durableOffset: number): Promise<Candidate> {
    const { surroundings } = this.options;
    const { minCompactionLagMs: minLagMs, maxCompactionLagMs: maxLagMs, minCleanableDirtyRatio } = log.settings;
    const facts = [];
    for (const segment of log.segments.slice()) {
      const isTimeNeeded = minLagMs > 0 && segment !== log.segments.at(-1);
      const maxTimestampMs = isTimeNeeded
        ? await maxTimestampOf(segment, surroundings, log.indexIntervalBytes)
        : segment.maxTimestampMs;
      facts.push({ baseOffset: segment.baseOffset, sizeInBytes: segment.sizeInBytes, maxTimestampMs });
    }
    const { cleanedOffset, logStartOffset, logEndOffset } = log;
    const endingOffset = log.segments.find(({ isEnding }) => isEnding)?.baseOffset ?? Infinity;
    const boundOffset = Math.min(log.lastStableOffset, durableOffset, endingOffset);
    const nowMs = surroundings.clock.wallMs();
    const range = cleanableRange({
      segments: facts,
      cleanedOffset,
      logStartOffset,
      logEndOffset,
      boundOffset,
      nowMs,
      minLagMs,
    });
    const oldestDirtyMs = maxLagMs < Number.MAX_SAFE_INTEGER ? await this.#oldestDirtyMs(log, range) : null;
    const { cleanBytes, dirtyBytes } = range;
    return { log, range, cleanBytes, dirtyBytes, dirtyRatioMin: minCleanableDirtyRatio, oldestDirtyMs, maxLagMs };
  }

  async #oldestDirtyMs(log: CleanedLog, range: CleanableRange): Promise<number | null> {
    let oldestMs: number | null = null;
    const dirty = (segment: Segment): boolean =>
      segment.nextOffset > range.firstDirtyOffset && segment.baseOffset < range.endOffset;
    for (const segment of log.segments.filter(dirty)) {
      const firstMs = await firstTimestampOf(segment, this.options.surroundings);
      if (firstMs !== null && firstMs > 0) oldestMs = Math.min(oldestMs ?? firstMs, firstMs);
    }
    return oldestMs;
  }
}

function closedEnd(log: CleanedLog): number {
  return log.segments.at(-1)?.baseOffset ?? 0;
}
