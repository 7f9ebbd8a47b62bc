import { isRefusal, type LeaderEpoch, offset, type Offset, refusal, ErrorCode, type Refusal } from '@yak/model';
import { nextOffset, type ProducedBatch, readBatchHeader } from '@yak/records';
import type { LogSlice, ReplicaLog } from '../ports';
import type { Appended, Leadership } from './leadership';

/** Reads that may find nothing although there is something: files were swapped under them. */
const EMPTY_READS_MAX = 10;

const NO_BATCH = refusal(ErrorCode.CORRUPT_MESSAGE, 'the bytes are not exactly one batch of magic 2');

/** Where a leader log writes and what it waits for; the replica has them. */
export interface LeaderLogOptions {
  readonly log: ReplicaLog;
  readonly leadership: Leadership;
  /** Appends under this leadership as a client's batch would be, acks 0. */
  readonly append: (batch: ProducedBatch) => Refusal | Appended;
  /** Tells when the log moved or the leadership ended. Returns how to end that. */
  readonly onAdvanced: (listener: () => void) => () => void;
}

/**
 * The log of one leadership for who coordinates with it in this very broker: it writes batches of its own, and reads up to the
 * end, uncommitted ones included. It ends with the leadership: from then on everything is refused.
 */
export class LeaderLog {
  readonly leaderEpoch: LeaderEpoch;
  readonly #options: LeaderLogOptions;

  constructor(options: LeaderLogOptions) {
    this.#options = options;
    this.leaderEpoch = options.leadership.leaderEpoch;
  }

  get logStartOffset(): Offset {
    return this.#options.log.logStartOffset;
  }

  /** Includes what is still being written. */
  get logEndOffset(): Offset {
    return this.#options.log.nextOffset;
  }

  /**
   * Appends one batch of the broker's own, synchronously; what is asked of clients' batches is not asked of it. Refusals:
   * CORRUPT_MESSAGE, and as PartitionReplica.append.
   * @param bytes exactly one batch of magic 2, base offset 0; owned by the log from now on
   * @returns the offset behind its last record
   */
  append(bytes: Buffer): Refusal | { readonly endOffset: Offset } {
    const header = readBatchHeader(bytes);
    if (header === null || header.sizeInBytes !== bytes.length) return NO_BATCH;
    const appended = this.#options.append({ bytes, header });
    return isRefusal(appended) ? appended : { endOffset: offset(nextOffset(header)) };
  }

  /** Settles when the high watermark reaches `endOffset`, or with why it never will. Offsets of one log must not fall. */
  committed(endOffset: Offset): Promise<Refusal | null> {
    return this.#options.leadership.whenCommitted(endOffset);
  }

  /**
   * Whole batches from `startOffset` on, at least one where there is one; waits for those that are still being written. Borrowed
   * for good. Rejects with a StorageError. Refusals: the leadership ended; KAFKA_STORAGE_ERROR for a hole.
   */
  async read(
    startOffset: Offset,
    bytesMax: number,
  ): Promise<Refusal | { readonly records: readonly Buffer[]; readonly nextOffset: Offset }> {
    const { log } = this.#options;
    for (let attempt = 0; attempt < EMPTY_READS_MAX; attempt += 1) {
      if (startOffset >= log.nextOffset) return this.#endedBy() ?? { records: [], nextOffset: startOffset };
      await this.#whenWritten(startOffset);
      let ended = this.#endedBy();
      if (ended !== null) return ended;
      const slice: LogSlice = await log.read({
        startOffset,
        endOffsetExclusive: log.logEndOffset,
        bytesMax,
        wholeFirstBatch: true,
      });
      ended = this.#endedBy();
      if (ended !== null) return ended;
      if (slice.records.length > 0) return { records: slice.records, nextOffset: slice.nextOffset };
    }
    return refusal(ErrorCode.KAFKA_STORAGE_ERROR, `nothing could be read at offset ${startOffset}`);
  }

  /** A call and no property: what it says may change over a wait. */
  #endedBy(): Refusal | null {
    return this.#options.leadership.closedBy;
  }

  #whenWritten(startOffset: Offset): Promise<void> {
    const { log, onAdvanced } = this.#options;
    const isOver = (): boolean => log.logEndOffset > startOffset || this.#endedBy() !== null || log.isOffline;
    if (isOver()) return Promise.resolve();
    return new Promise((resolve) => {
      const stop = onAdvanced(() => {
        if (!isOver()) return;
        stop();
        resolve();
      });
    });
  }
}
