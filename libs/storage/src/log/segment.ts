import { assert } from '@yak/base';
import { type AbortedTransaction, type BatchHeader, lastOffset, nextOffset } from '@yak/records';
import { OffsetIndex } from './offset-index';
import { TimeIndex } from './time-index';

/** The largest distance of an offset from its segment's base. */
const RELATIVE_OFFSET_MAX = 2 ** 31 - 1;
const FILE_POSITION_MAX = 2 ** 31 - 1;

/** The indexes of one segment. */
export interface SegmentIndexes {
  readonly offsets: OffsetIndex;
  readonly times: TimeIndex;
  /** in order of their markers */
  readonly aborted: AbortedTransaction[];
}

/** What decides about rolling. */
export interface RollRules {
  readonly segmentBytes: number;
  /** `segment.ms` less this segment's jitter */
  readonly segmentMs: number;
  readonly segmentIndexBytes: number;
  readonly nowMs: number;
}

/** The file name stem of a segment: its base offset in 20 digits. */
export function offsetStem(offset: number): string {
  return offset.toString().padStart(20, '0');
}

/** One segment of a log: what is known about it without its bytes. */
export class Segment {
  sizeInBytes = 0;
  /** offset behind the last batch */
  nextOffset: number;
  /** largest timestamp of the first batch, ms; null in an empty segment */
  firstTimestampMs: number | null = null;
  maxTimestampMs = -1;
  /** last offset of the batch that holds the largest timestamp */
  offsetOfMaxTimestamp: number;
  /** whether there is a `.log` file */
  isCreated = false;
  /** whether its name survives a power cut */
  isNameDurable = false;
  /** whether retention or truncation took it out of the log */
  isGone = false;
  /** whether maxTimestampMs is known; a closed segment's is read when asked for */
  isTimestampKnown = true;
  /** whether it was rolled and its files still lack its last index entries: they are written by its names */
  isEnding = false;
  /** entries behind the ones on disk wait for the roll or the close */
  hasUnsavedIndexes = false;
  /** in memory for the growing segment, and for others while they are in use */
  indexes: SegmentIndexes | null;
  /** whether there is a `.txnindex` file */
  hasTransactionFile = false;
  /** what the `.log` file's name ends in beyond that: a segment that the cleaner makes takes its place in steps */
  logSuffix: '' | '.cleaned' | '.swap' = '';
  #bytesSinceIndexEntry = 0;

  /** @param directory the partition's directory */
  constructor(
    readonly directory: string,
    readonly baseOffset: number,
    readonly createdAtMs: number,
  ) {
    this.nextOffset = baseOffset;
    this.offsetOfMaxTimestamp = baseOffset;
    this.indexes = this.emptyIndexes();
  }

  get logPath(): string {
    return `${this.path('log')}${this.logSuffix}`;
  }

  path(suffix: 'log' | 'index' | 'timeindex' | 'txnindex' | 'snapshot'): string {
    return `${this.directory}/${offsetStem(this.baseOffset)}.${suffix}`;
  }

  emptyIndexes(): SegmentIndexes {
    return { offsets: new OffsetIndex(this.baseOffset), times: new TimeIndex(this.baseOffset), aborted: [] };
  }

  /** Counts a batch that follows the last one and indexes it. Source: Kafka LogSegment.append. */
  add(header: BatchHeader, indexIntervalBytes: number): void {
    const { indexes } = this;
    assert(indexes !== null, 'the indexes of a growing segment are in memory');
    const last = lastOffset(header);
    if (header.maxTimestamp > this.maxTimestampMs) {
      this.maxTimestampMs = header.maxTimestamp;
      this.offsetOfMaxTimestamp = last;
    }
    this.firstTimestampMs ??= header.maxTimestamp;
    if (this.#bytesSinceIndexEntry > indexIntervalBytes) {
      indexes.offsets.append({ lastOffset: last, position: this.sizeInBytes });
      this.indexTime();
      this.#bytesSinceIndexEntry = 0;
    }
    this.#bytesSinceIndexEntry += header.sizeInBytes;
    this.sizeInBytes += header.sizeInBytes;
    this.nextOffset = nextOffset(header);
    this.hasUnsavedIndexes = true;
  }

  /** Adds the largest timestamp so far to the time index, unless it is there; also done when the segment ends. */
  indexTime(): void {
    if (this.maxTimestampMs >= 0)
      this.indexes?.times.append({ timestampMs: this.maxTimestampMs, lastOffset: this.offsetOfMaxTimestamp });
  }

  /** Starts counting anew, before the segment's batches are added again. */
  reset(): void {
    this.sizeInBytes = 0;
    this.nextOffset = this.baseOffset;
    this.firstTimestampMs = null;
    this.maxTimestampMs = -1;
    this.offsetOfMaxTimestamp = this.baseOffset;
    this.isTimestampKnown = true;
    this.#bytesSinceIndexEntry = 0;
    this.indexes = this.emptyIndexes();
    this.hasUnsavedIndexes = true;
  }

  /**
   * Goes on behind index entries that were read from disk: `header` is the batch of the last entry, or the first of the segment.
   * @param position where that batch starts
   */
  resume(header: BatchHeader, position: number): void {
    const lastTime = this.indexes?.times.last ?? null;
    this.sizeInBytes = position + header.sizeInBytes;
    this.nextOffset = nextOffset(header);
    this.#bytesSinceIndexEntry = header.sizeInBytes;
    this.maxTimestampMs = lastTime?.timestampMs ?? -1;
    this.offsetOfMaxTimestamp = lastTime?.lastOffset ?? this.baseOffset;
    if (header.maxTimestamp > this.maxTimestampMs) {
      this.maxTimestampMs = header.maxTimestamp;
      this.offsetOfMaxTimestamp = lastOffset(header);
    }
  }

  /** Whether the batch has to go into a new segment. Source: Kafka LogSegment.shouldRoll. */
  mustRollBefore(header: BatchHeader, rules: RollRules): boolean {
    if (lastOffset(header) - this.baseOffset > RELATIVE_OFFSET_MAX) return true;
    if (this.sizeInBytes === 0) return false;
    const bytesMax = Math.min(rules.segmentBytes, FILE_POSITION_MAX);
    if (this.sizeInBytes > bytesMax - header.sizeInBytes) return true;
    if (this.#ageMs(header, rules.nowMs) > rules.segmentMs) return true;
    return this.#isIndexFull(rules.segmentIndexBytes);
  }

  #ageMs(header: BatchHeader, nowMs: number): number {
    const first = this.firstTimestampMs;
    return first !== null && first >= 0 && header.maxTimestamp >= 0
      ? header.maxTimestamp - first
      : nowMs - this.createdAtMs;
  }

  #isIndexFull(indexBytes: number): boolean {
    const { indexes } = this;
    if (indexes === null) return false;
    const { offsets, times } = indexes;
    return isFull(offsets.table, indexBytes) || isFull(times.table, indexBytes);
  }
}

function isFull(table: { readonly sizeInBytes: number; readonly entryBytes: number }, bytesMax: number): boolean {
  return table.sizeInBytes + table.entryBytes > bytesMax;
}
