import {
  ErrorCode,
  isRefusal,
  leaderEpoch,
  type LeaderEpoch,
  offset,
  type Offset,
  producerId,
  type ProducerId,
  refusal,
  type Refusal,
} from '@yak/model';
import type { LogSlice, ReplicaLog, TimedOffset } from '../ports';
import { divergenceOf, type EpochEndOffset } from '../rules/divergence';
import { epochFault, fetchAdmission } from '../rules/fetch-admission';
import type { Leadership } from './leadership';
import { STORAGE_FAILED } from './refusals';

/** Kafka's isolation level of a reader: everything replicated, or only what no open transaction holds back. */
export type Isolation = 'read_uncommitted' | 'read_committed';

/** What to read. */
export interface ReadRequest {
  readonly startOffset: number;
  readonly bytesMax: number;
  /** Whether the first batch comes whole even if it is larger than `bytesMax`. */
  readonly wholeFirstBatch: boolean;
  readonly isolation: Isolation;
  /** The leader epoch that the reader believes in; null when it does not say. */
  readonly currentLeaderEpoch: number | null;
  /** The epoch of the last record that the reader has; null when it does not say. */
  readonly lastFetchedEpoch: number | null;
}

/** An aborted transaction that a reader of committed records must leave out. */
export interface AbortedSpan {
  readonly producerId: ProducerId;
  readonly firstOffset: Offset;
}

/** What a read gave; the records are whole batches in order, borrowed from the log. */
export interface FetchedSlice {
  readonly records: readonly Buffer[];
  readonly sizeInBytes: number;
  readonly highWatermark: Offset;
  readonly lastStableOffset: Offset;
  readonly logStartOffset: Offset;
  /** null for read_uncommitted */
  readonly abortedTransactions: readonly AbortedSpan[] | null;
  /** Where the reader's log parts from this one; then there are no records. */
  readonly divergingEpoch: EpochEndOffset | null;
  /** Says that nobody will look at `records` again; need not be called. */
  readonly release?: () => void;
}

/** What ListOffsets asks of a partition. */
export interface OffsetsRequest {
  readonly kind: 'latest' | 'earliest' | 'maxTimestamp' | { readonly timestampMs: number };
  readonly isolation: Isolation;
  readonly currentLeaderEpoch: number | null;
}

/** An offset by time or kind; the timestamp is null where the kind has none. */
export interface FoundOffset {
  readonly offset: Offset;
  readonly timestampMs: number | null;
  readonly leaderEpoch: LeaderEpoch | null;
}

const NO_RECORDS: readonly Buffer[] = [];
const NO_SPANS: readonly AbortedSpan[] = [];
const UNKNOWN_EPOCH = refusal(ErrorCode.OFFSET_OUT_OF_RANGE, 'the last fetched epoch is not known here');
const OFFSETS_UNAVAILABLE = refusal(
  ErrorCode.OFFSET_NOT_AVAILABLE,
  'the high watermark has not reached the start of this leader epoch yet',
);

type Borrowed = Pick<FetchedSlice, 'records' | 'sizeInBytes' | 'release'>;

function recordsOf({ records, sizeInBytes, release }: LogSlice): Borrowed {
  return release === undefined ? { records, sizeInBytes } : { records, sizeInBytes, release };
}

/** What one leadership answers to readers. Ends with it: after every wait it looks whether the leadership is still open. */
export class LeaderReads {
  readonly #log: ReplicaLog;
  readonly #leadership: Leadership;

  constructor(log: ReplicaLog, leadership: Leadership) {
    this.#log = log;
    this.#leadership = leadership;
  }

  /** Reads from an offset on. Refusals: the epoch's, OFFSET_OUT_OF_RANGE, KAFKA_STORAGE_ERROR, NOT_LEADER_OR_FOLLOWER. */
  read(request: ReadRequest): Refusal | FetchedSlice | Promise<Refusal | FetchedSlice> {
    const fault = this.#faultOf(request.currentLeaderEpoch);
    if (fault !== null) return fault;
    const log = this.#log;
    const divergence = this.#divergence(request);
    if (divergence !== null)
      return isRefusal(divergence) ? divergence : this.#slice({ request, divergingEpoch: divergence });
    const visibleEnd = this.#visibleEnd(request.isolation);
    const { logStartOffset, logEndOffset } = log;
    const admission = fetchAdmission({ startOffset: request.startOffset, logStartOffset, logEndOffset, visibleEnd });
    if (isRefusal(admission)) return admission;
    // also where nothing is to be had: the log keeps its end in memory for those who wait there
    const read = log.read({
      startOffset: offset(request.startOffset),
      endOffsetExclusive: visibleEnd,
      bytesMax: request.bytesMax,
      wholeFirstBatch: request.wholeFirstBatch,
    });
    const slice = this.#slice({ request });
    if (admission === 'empty') return slice;
    if (read instanceof Promise || request.isolation === 'read_committed')
      return this.#readSlowly(request, read, slice);
    return { ...slice, ...recordsOf(read) };
  }

  /** About how many bytes a read at this offset would give; never 0 while there is something. */
  bytesAvailable(startOffset: number, isolation: Isolation): number {
    const log = this.#log;
    const records = this.#visibleEnd(isolation) - startOffset;
    if (records <= 0 || startOffset < log.logStartOffset) return 0;
    const bytesPerRecord = log.sizeInBytes / Math.max(log.nextOffset - log.logStartOffset, 1);
    return Math.max(Math.round(records * bytesPerRecord), 1);
  }

  /**
   * Finds an offset; null where no visible record fits.
   * Refusals: the epoch's, OFFSET_NOT_AVAILABLE (until the high watermark has reached this epoch), KAFKA_STORAGE_ERROR.
   * Source: Kafka Partition.fetchOffsetForTimestamp.
   */
  async offsets(request: OffsetsRequest): Promise<Refusal | FoundOffset | null> {
    const fault = this.#faultOf(request.currentLeaderEpoch);
    if (fault !== null) return fault;
    const log = this.#log;
    if (request.kind === 'earliest') {
      const epoch = log.leaderEpochs.epochAt(log.logStartOffset);
      return { offset: log.logStartOffset, timestampMs: null, leaderEpoch: epoch === null ? null : leaderEpoch(epoch) };
    }
    const visibleEnd = this.#visibleEnd(request.isolation);
    const isLagging = log.highWatermark < this.#leadership.epochStartOffset;
    if (request.kind === 'latest') {
      if (isLagging) return OFFSETS_UNAVAILABLE;
      return { offset: visibleEnd, timestampMs: null, leaderEpoch: this.#leadership.leaderEpoch };
    }
    const found = await this.#search(request.kind);
    if (this.#leadership.closedBy !== null) return this.#leadership.closedBy;
    if (found === 'failed') return STORAGE_FAILED;
    if (found !== null && found.offset < visibleEnd) return found;
    return isLagging ? OFFSETS_UNAVAILABLE : null;
  }

  /**
   * Where an epoch ends in this log: the newest one not newer than the one asked for. −1 and −1, as the wire has it, when
   * nothing is known. Refusals: the epoch's.
   */
  endOffsetForEpoch(request: {
    readonly leaderEpoch: number;
    readonly currentLeaderEpoch: number | null;
  }): Refusal | { readonly leaderEpoch: number; readonly endOffset: number } {
    const fault = this.#faultOf(request.currentLeaderEpoch);
    if (fault !== null) return fault;
    const end = this.#log.leaderEpochs.endOffsetFor(request.leaderEpoch, this.#log.logEndOffset);
    return end === null ? { leaderEpoch: -1, endOffset: -1 } : { leaderEpoch: end.epoch, endOffset: end.endOffset };
  }

  #faultOf(currentLeaderEpoch: number | null): Refusal | null {
    if (this.#leadership.closedBy !== null) return this.#leadership.closedBy;
    if (this.#log.isOffline) return STORAGE_FAILED;
    return epochFault(this.#leadership.leaderEpoch, currentLeaderEpoch);
  }

  #visibleEnd(isolation: Isolation): Offset {
    const { highWatermark, lastStableOffset } = this.#log;
    return isolation === 'read_committed' && lastStableOffset < highWatermark ? lastStableOffset : highWatermark;
  }

  #divergence(request: ReadRequest): EpochEndOffset | Refusal | null {
    const { lastFetchedEpoch, startOffset } = request;
    if (lastFetchedEpoch === null) return null;
    const end = this.#log.leaderEpochs.endOffsetFor(lastFetchedEpoch, this.#log.logEndOffset);
    const divergence = divergenceOf({ lastFetchedEpoch, fetchOffset: startOffset }, end);
    return divergence === 'unknown' ? UNKNOWN_EPOCH : divergence;
  }

  #slice({
    request,
    divergingEpoch = null,
  }: {
    readonly request: ReadRequest;
    readonly divergingEpoch?: EpochEndOffset | null;
  }): FetchedSlice {
    const { highWatermark, lastStableOffset, logStartOffset } = this.#log;
    const abortedTransactions = request.isolation === 'read_committed' ? NO_SPANS : null;
    return {
      records: NO_RECORDS,
      sizeInBytes: 0,
      highWatermark,
      lastStableOffset,
      logStartOffset,
      abortedTransactions,
      divergingEpoch,
    };
  }

  async #readSlowly(
    request: ReadRequest,
    reading: ReturnType<ReplicaLog['read']>,
    empty: FetchedSlice,
  ): Promise<Refusal | FetchedSlice> {
    let slice: FetchedSlice;
    try {
      const read = await reading;
      const range = { startOffset: offset(request.startOffset), endOffsetExclusive: read.nextOffset };
      const abortedTransactions = request.isolation === 'read_committed' ? await this.#spansIn(range) : null;
      slice = { ...empty, ...recordsOf(read), abortedTransactions };
    } catch (error) {
      return this.#storageRefusal(error);
    }
    return this.#leadership.closedBy ?? slice;
  }

  async #spansIn(range: { startOffset: Offset; endOffsetExclusive: Offset }): Promise<readonly AbortedSpan[]> {
    const aborted = await this.#log.abortedTransactions(range);
    return aborted.map((entry) => ({
      producerId: producerId(entry.producerId),
      firstOffset: offset(entry.firstOffset),
    }));
  }

  async #search(kind: 'maxTimestamp' | { readonly timestampMs: number }): Promise<TimedOffset | null | 'failed'> {
    try {
      return await (kind === 'maxTimestamp'
        ? this.#log.offsetOfMaxTimestamp()
        : this.#log.offsetForTimestamp(kind.timestampMs));
    } catch (error) {
      this.#storageRefusal(error);
      return 'failed';
    }
  }

  /** A read that failed is answered, never half served; whether the whole log is lost is the log's to say. */
  #storageRefusal(error: unknown): Refusal {
    return (
      this.#leadership.closedBy ??
      refusal(ErrorCode.KAFKA_STORAGE_ERROR, error instanceof Error ? error.message : STORAGE_FAILED.detail)
    );
  }
}
