import type { LeaderEpoch, Offset } from '@yak/model';
import type { AbortedTransaction, LeaderEpochs, ProducedBatch, ProducerStates } from '@yak/records';
import type { LogSettings } from './log-settings';

/** What a read asks for. */
export interface LogReadRequest {
  /** the batch that holds this offset comes first; logStartOffset ≤ startOffset ≤ logEndOffset */
  readonly startOffset: Offset;
  /** batches that reach this offset or go beyond it are left out */
  readonly endOffsetExclusive: Offset;
  /** most bytes to return */
  readonly bytesMax: number;
  /** return the first batch even where it is larger than bytesMax */
  readonly wholeFirstBatch: boolean;
}

/** Whole batches as they are on disk, by reference: nobody may change these bytes. */
export interface LogSlice {
  readonly records: readonly Buffer[];
  readonly sizeInBytes: number;
  /** base offset of the first batch, or the offset that was asked for when the slice is empty */
  readonly startOffset: Offset;
  /** the offset behind the last batch; equals the offset that was asked for when the slice is empty */
  readonly nextOffset: Offset;
  /** Says that nobody will look at `records` again, where their memory can be used again; need not be called. */
  readonly release?: () => void;
}

/** A record's place in the log with its timestamp (ms) and the epoch of the leader that wrote it. */
export interface TimestampedOffset {
  readonly offset: Offset;
  readonly timestampMs: number;
  readonly leaderEpoch: LeaderEpoch | null;
}

/**
 * The log of one partition. It keeps batches in order and durable, and folds them; it decides nothing about roles.
 * Methods throw or reject with a StorageError; `YAK_STORAGE_OFFLINE` once the disk has failed. Fits replica's ReplicaLog port.
 *
 *   0 ··· logStartOffset ··· highWatermark ··· logEndOffset ··· nextOffset
 *                                              └ being written ┘
 */
export interface PartitionLog {
  /** where reads may begin; moved by retention and DeleteRecords */
  readonly logStartOffset: Offset;
  /** the offset that the next batch gets; includes batches still being written */
  readonly nextOffset: Offset;
  /** end of what counts: written, and with `yak.flush=batch` synced; exclusive */
  readonly logEndOffset: Offset;
  /** last told by the replica; checkpointed; at load clipped to the log */
  readonly highWatermark: Offset;
  /** where read_committed reads end: the first offset of an open transaction, at most the high watermark */
  readonly lastStableOffset: Offset;
  readonly producers: ProducerStates;
  readonly leaderEpochs: LeaderEpochs;
  /** bytes of all segments' `.log` files, pending ones included */
  readonly sizeInBytes: number;
  /** bytes appended and not yet counted in logEndOffset */
  readonly pendingSizeInBytes: number;
  readonly isOffline: boolean;
  /** Tells that a new leader begins at nextOffset. In memory at once; on disk, synced, before the first batch of that epoch (Kafka's way), so thousands are cheap. */
  beginEpoch(epoch: LeaderEpoch): Promise<void>;
  /**
   * Adds a batch that was placed at nextOffset; synchronous: folds it, decides about rolling, joins the gathered write of this turn.
   * The bytes must not change afterwards. Throws a StorageError (`…_OFFLINE`, `…_BACKLOG`, `…_CLOSED`) before anything is changed.
   */
  append(batch: ProducedBatch): void;
  /** Calls when logEndOffset moved (once per gathered write) or the log went offline. One listener; a second replaces it. */
  onAdvanced(listener: () => void): void;
  /** In memory at once; checkpointed within seconds and at close. Clipped to [logStartOffset, logEndOffset]. */
  setHighWatermark(offset: Offset): void;
  /** At once from the hot tail and where nothing is to be read, else a promise; bytes from disk are CRC-checked. A corrupt batch rejects with `YAK_STORAGE_CORRUPT`. */
  read(request: LogReadRequest): LogSlice | Promise<LogSlice>;
  /** Aborted transactions that overlap the range, for read_committed. */
  abortedTransactions(range: {
    readonly startOffset: Offset;
    readonly endOffsetExclusive: Offset;
  }): Promise<readonly AbortedTransaction[]>;
  /** The first record at or after a time, or null. */
  offsetForTimestamp(timestampMs: number): Promise<TimestampedOffset | null>;
  /** The record with the largest timestamp, or null in an empty log. */
  offsetOfMaxTimestamp(): Promise<TimestampedOffset | null>;
  /** Forgets everything before `offset` (≤ highWatermark); durable before it resolves. Source: DeleteRecords. */
  advanceLogStart(offset: Offset): Promise<void>;
  /** Cuts the log to the batches before `offset`; durable before it resolves. No append may run meanwhile. */
  truncateTo(offset: Offset): Promise<void>;
  /** Drops everything and begins anew at `newStart`. */
  truncateFully(newStart: Offset): Promise<void>;
  configure(settings: LogSettings): void;
  /** Writes and syncs all that was appended so far. */
  flush(): Promise<void>;
  /** Flushes, writes indexes and a producer snapshot, closes files. */
  close(): Promise<void>;
}
