import { ProducerStates } from '@yak/records';
import type { LogSettings } from '../log-settings';
import { maxTimestampOf } from './offsets-by-time';
import { segmentsToDelete } from './retention';
import { retireSegment } from './retire-segment';
import { Segment } from './segment';
import type { LogSurroundings } from './surroundings';

/** What removal sees of its log and tells it. */
export interface ShrinkingLog {
  readonly segments: Segment[];
  readonly directory: string;
  readonly settings: LogSettings;
  readonly highWatermark: number;
  readonly logStartOffset: number;
  readonly indexIntervalBytes: number;
  readonly active: Segment;
  rollNow(): Promise<void>;
  moveLogStart(offset: number): void;
  segmentsRemoved(sizeInBytes: number): void;
}

/** Takes segments out of one log: by retention, or all of them. */
export class SegmentRemoval {
  constructor(
    private readonly log: ShrinkingLog,
    private readonly surroundings: LogSurroundings,
  ) {}

  /**
   * Deletes the oldest segments that may go. Rejects with a StorageError.
   * @param scope `all`: by time, size and log start; `log start`: only those wholly before it
   */
  async run(scope: 'all' | 'log start'): Promise<void> {
    const { log } = this;
    if (log.segments.length === 1 && log.active.sizeInBytes === 0) return;
    const count = await this.#countToDelete(scope);
    if (count === 0) return;
    if (count >= log.segments.length) await log.rollNow();
    const doomed = log.segments.splice(0, count);
    log.moveLogStart((log.segments[0] ?? log.active).baseOffset);
    log.segmentsRemoved(doomed.reduce((sum, segment) => sum + segment.sizeInBytes, 0));
    await this.surroundings.checkpointLogStarts(); // so that no crash between the renames brings one of them back
    for (const segment of doomed) await this.#retire(segment);
    await this.surroundings.disk.syncDirectory(log.directory);
  }

  async #countToDelete(scope: 'all' | 'log start'): Promise<number> {
    const { log } = this;
    const { retentionMs, retentionBytes, cleanupPolicy } = log.settings;
    const isDeleting = scope === 'all' && cleanupPolicy.includes('delete');
    const facts = [];
    for (const segment of [...log.segments]) {
      const isTimeNeeded = isDeleting && retentionMs !== null;
      const maxTimestampMs = isTimeNeeded
        ? await maxTimestampOf(segment, this.surroundings, log.indexIntervalBytes)
        : -1;
      facts.push({ sizeInBytes: segment.sizeInBytes, nextOffset: segment.nextOffset, maxTimestampMs });
    }
    return segmentsToDelete(facts, {
      nowMs: this.surroundings.clock.wallMs(),
      retentionMs: isDeleting ? retentionMs : null,
      retentionBytes: isDeleting ? retentionBytes : null,
      highWatermark: log.highWatermark,
      logStartOffset: log.logStartOffset,
    });
  }

  #retire(segment: Segment): Promise<void> {
    const { fileDeleteDelayMs } = this.log.settings;
    return retireSegment(this.surroundings, segment, { fileDeleteDelayMs, withSnapshot: true });
  }

  /** Replaces all segments by an empty one. Returns the states of an empty log. */
  async restartAt(newStart: number): Promise<ProducerStates> {
    const { disk, files } = this.surroundings;
    const { log } = this;
    const doomed = log.segments.splice(0);
    const fresh = new Segment(log.directory, newStart, this.surroundings.clock.wallMs());
    log.segments.push(fresh);
    // Newest first: what a crash leaves is a prefix.
    for (const segment of doomed.reverse()) await this.#retire(segment);
    for (const { name } of await disk.list(log.directory)) {
      if (name.endsWith('.snapshot')) await disk.removeFile(`${log.directory}/${name}`);
    }
    if (newStart > 0) {
      await files.use(fresh.logPath, 'create', (file) => file.sync());
      fresh.isCreated = true;
      fresh.isNameDurable = true;
    }
    await disk.syncDirectory(log.directory);
    return new ProducerStates();
  }
}
