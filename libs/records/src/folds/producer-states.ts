import { assert } from '@yak/base';
import { ErrorCode, refusal, type Refusal } from '@yak/model';
import {
  type BatchHeader,
  hasProducer,
  isControl,
  isTransactional,
  lastOffset,
  lastSequence,
  nextOffset,
} from '../batch-header';
import { readTransactionMarker } from '../transaction-marker';
import type { MutableProducerEntry, ProducerEntry } from './producer-entry';
import { readProducerSnapshot, writeProducerSnapshot } from './producer-snapshot';
import { OpenTransactions } from './open-transactions';

export type { ProducerEntry } from './producer-entry';

/** Batches of a producer that are known again when sent twice. Source: Kafka ProducerStateEntry. */
const WINDOW_BATCHES = 5;
const SEQUENCE_MAX = 2 ** 31 - 1;
const NONE = -1;

/** What to do with a batch, by its producer id, epoch and sequence. */
export type ProducerVerdict =
  | { readonly kind: 'append' }
  /** It is in the log already: answer success with this offset. The time is that batch's maxTimestamp. */
  | { readonly kind: 'duplicate'; readonly baseOffset: number; readonly logAppendTimeMs: number };

/** A transaction that a marker has just ended. An aborted one goes into the transaction index. */
export interface CompletedTransaction {
  readonly producerId: number;
  readonly firstOffset: number;
  /** Offset of the marker. */
  readonly lastOffset: number;
  readonly isAborted: boolean;
  /** Start of the oldest transaction still open, else the offset after the marker. */
  readonly lastStableOffset: number;
}

const APPEND: ProducerVerdict = { kind: 'append' };

/**
 * What one partition knows about its idempotent and transactional producers: a fold over its batches in log order, the same
 * on append, replication and recovery. To truncate, start again from a snapshot and apply what is left.
 *
 *   producer 7  epoch 0   … [seq 3‥5 @40] [6‥6 @43] [7‥9 @47]      the five newest batches; 10 comes next
 *   producer 9  epoch 2   transaction open since @44                firstUndecidedOffset = 44
 *
 * Bounds: five small objects per producer; producers leave by `expire`. Source: KIP-98; Kafka ProducerStateManager,
 * ProducerAppendInfo.
 */
export class ProducerStates {
  readonly #entries = new Map<number, MutableProducerEntry>();
  readonly #transactions = new OpenTransactions();

  /** From the bytes of a `.snapshot` file; null when they are damaged: use an older one. */
  static fromSnapshot(bytes: Buffer): ProducerStates | null {
    const entries = readProducerSnapshot(bytes);
    if (entries === null) return null;
    const states = new ProducerStates();
    for (const entry of entries) {
      states.#entries.set(entry.producerId, entry);
      if (entry.transactionFirstOffset !== null)
        states.#transactions.open(entry.producerId, entry.transactionFirstOffset);
    }
    return states;
  }

  /** Producers known. */
  get size(): number {
    return this.#entries.size;
  }

  get isEmpty(): boolean {
    return this.#entries.size === 0;
  }

  /** The producers known, in no promised order; views, valid until the next call. */
  entries(): Iterable<ProducerEntry> {
    return this.#entries.values();
  }

  /** What is known about one producer; null for an unknown one. A view, valid until the next call. */
  entryOf(producerId: number): ProducerEntry | null {
    return this.#entries.get(producerId) ?? null;
  }

  /**
   * Whether a batch of records may follow what is in the log. Pure. Batches without a producer may; so may everything that
   * a leader has already taken (`replication`). Control batches are not asked about.
   *
   * A producer that is not known may start at any sequence, as retention may have removed its state; a known one has to start
   * each new epoch at 0 and go on without a gap; 2^31 − 1 is followed by 0. The exact repetition of one of the five newest
   * batches is a duplicate.
   * Errors: INVALID_PRODUCER_EPOCH (older than known), OUT_OF_ORDER_SEQUENCE_NUMBER (gap, or older than the window),
   * INVALID_TXN_STATE (not transactional while its transaction is open).
   */
  check(header: BatchHeader, origin: 'client' | 'replication'): ProducerVerdict | Refusal {
    if (origin === 'replication' || !hasProducer(header)) return APPEND;
    const entry = this.#entries.get(header.producerId);
    if (entry === undefined) return APPEND;
    if (header.producerEpoch < entry.producerEpoch) {
      const detail = `producer ${header.producerId} has epoch ${entry.producerEpoch}, not ${header.producerEpoch}`;
      return refusal(ErrorCode.INVALID_PRODUCER_EPOCH, detail);
    }
    const isSameEpoch = header.producerEpoch === entry.producerEpoch;
    const duplicate = isSameEpoch ? duplicateOf(header, entry) : null;
    if (duplicate !== null) return duplicate;
    const expected = isSameEpoch ? sequenceAfter(entry) : 0;
    if (header.baseSequence !== expected) {
      const detail = `producer ${header.producerId} sent sequence ${header.baseSequence}, next is ${expected}`;
      return refusal(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER, detail);
    }
    if (entry.transactionFirstOffset !== null && !isTransactional(header)) {
      return refusal(ErrorCode.INVALID_TXN_STATE, `producer ${header.producerId} has an open transaction`);
    }
    return APPEND;
  }

  /**
   * Takes a batch that is now in the log, whatever `check` thinks of it.
   * @param header      placed: its base offset is final
   * @param batchBytes  the batch itself; needed for control batches, which say in their record how the transaction ended
   * @returns the transaction that this batch ended, or null
   */
  apply(header: BatchHeader, batchBytes?: Buffer): CompletedTransaction | null {
    if (!hasProducer(header)) return null;
    if (isControl(header)) return this.#applyMarker(header, batchBytes);
    const entry = this.#entryFor(header);
    rememberBatch(entry, header);
    if (entry.transactionFirstOffset === null && isTransactional(header)) {
      entry.transactionFirstOffset = header.baseOffset;
      this.#transactions.open(header.producerId, header.baseOffset);
    }
    return null;
  }

  /**
   * Whether batches are missing in a window after `fromSnapshot`, of a producer whose newest batch ends at `fromOffset` or later:
   * a snapshot keeps one batch of each producer.
   */
  lacksBatches(fromOffset: number): boolean {
    for (const { batches } of this.#entries.values()) {
      const [oldest] = batches;
      const isWhole = oldest === undefined || oldest.firstSequence === 0 || batches.length === WINDOW_BATCHES;
      if (!isWhole && (batches.at(-1)?.lastOffset ?? NONE) >= fromOffset) return true;
    }
    return false;
  }

  /**
   * Puts a batch of the log back into its producer's window, before the oldest one there. Batches come newest first; one that does
   * not lead up to that oldest batch (another epoch, a gap in sequences, known already) is left out. Nothing else changes: what comes
   * next, timestamps and transactions stay as the snapshot says.
   */
  recall(header: BatchHeader): void {
    if (!hasProducer(header) || isControl(header)) return;
    const entry = this.#entries.get(header.producerId);
    const oldest = entry?.batches[0];
    if (entry === undefined || oldest === undefined || entry.batches.length === WINDOW_BATCHES) return;
    const leadsUp = sequenceFollowing(lastSequence(header)) === oldest.firstSequence;
    if (entry.producerEpoch !== header.producerEpoch || lastOffset(header) >= oldest.baseOffset || !leadsUp) return;
    entry.batches.unshift({
      firstSequence: header.baseSequence,
      lastSequence: lastSequence(header),
      baseOffset: header.baseOffset,
      lastOffset: lastOffset(header),
      maxTimestampMs: header.maxTimestamp,
    });
  }

  /** Start of the oldest open transaction; null when none is open. */
  get firstUndecidedOffset(): number | null {
    return this.#transactions.firstOpen();
  }

  /**
   * First offset that a reader of committed records may not pass: the oldest transaction that is open, or over but with its
   * marker not yet below the high watermark. null when there is none. The high watermark never goes back between calls.
   */
  firstUnstableOffset(highWatermark: number): number | null {
    return this.#transactions.firstUnstable(highWatermark);
  }

  /** End of what a reader of committed records sees: the first unstable offset, else the high watermark; exclusive. */
  lastStableOffset(highWatermark: number): number {
    return Math.min(this.#transactions.firstUnstable(highWatermark) ?? highWatermark, highWatermark);
  }

  /** Forgets producers silent for `maxAgeMs` or longer (`producer.id.expiration.ms`), never one with an open transaction. Returns how many. */
  expire(nowMs: number, maxAgeMs: number): number {
    const sizeBefore = this.#entries.size;
    for (const entry of this.#entries.values()) {
      const isExpired = entry.transactionFirstOffset === null && nowMs - entry.lastTimestampMs >= maxAgeMs;
      if (isExpired) this.#entries.delete(entry.producerId);
    }
    return sizeBefore - this.#entries.size;
  }

  /** A `.snapshot` file, byte for byte Kafka's format. Keeps one batch per producer, and no transactions that are over. */
  snapshot(): Buffer {
    return writeProducerSnapshot(this.#entries);
  }

  #applyMarker(header: BatchHeader, batchBytes: Buffer | undefined): CompletedTransaction | null {
    assert(batchBytes !== undefined, 'a control batch is applied with its bytes');
    const marker = readTransactionMarker(batchBytes, header);
    if (marker === null) return null;
    const entry = this.#entryFor(header);
    const firstOffset = entry.transactionFirstOffset;
    entry.transactionFirstOffset = null;
    entry.coordinatorEpoch = marker.coordinatorEpoch;
    entry.lastTimestampMs = header.maxTimestamp;
    if (firstOffset === null) return null; // an empty transaction: nobody waits for it
    this.#transactions.complete(header.producerId, lastOffset(header));
    return {
      producerId: header.producerId,
      firstOffset,
      lastOffset: lastOffset(header),
      isAborted: marker.type === 'abort',
      lastStableOffset: this.#transactions.firstOpen() ?? nextOffset(header),
    };
  }

  /** The producer's entry, in the batch's epoch: another epoch starts with an empty window. */
  #entryFor({ producerId, producerEpoch }: BatchHeader): MutableProducerEntry {
    const known = this.#entries.get(producerId);
    if (known !== undefined) {
      if (known.producerEpoch !== producerEpoch) known.batches.length = 0;
      known.producerEpoch = producerEpoch;
      return known;
    }
    const entry: MutableProducerEntry = {
      producerId,
      producerEpoch,
      coordinatorEpoch: NONE,
      lastTimestampMs: NONE,
      transactionFirstOffset: null,
      batches: [],
    };
    this.#entries.set(producerId, entry);
    return entry;
  }
}

function duplicateOf(header: BatchHeader, entry: ProducerEntry): ProducerVerdict | null {
  const last = lastSequence(header);
  for (const batch of entry.batches) {
    if (batch.firstSequence !== header.baseSequence || batch.lastSequence !== last) continue;
    return { kind: 'duplicate', baseOffset: batch.baseOffset, logAppendTimeMs: batch.maxTimestampMs };
  }
  return null;
}

function sequenceAfter(entry: ProducerEntry): number {
  return sequenceFollowing(entry.batches.at(-1)?.lastSequence ?? NONE);
}

function sequenceFollowing(sequence: number): number {
  return sequence === SEQUENCE_MAX ? 0 : sequence + 1;
}

/** Adds the batch to the window; the object of the batch that falls out is used again. */
function rememberBatch(entry: MutableProducerEntry, header: BatchHeader): void {
  const recycled = entry.batches.length === WINDOW_BATCHES ? entry.batches.shift() : undefined;
  const batch = recycled ?? { firstSequence: 0, lastSequence: 0, baseOffset: 0, lastOffset: 0, maxTimestampMs: 0 };
  batch.firstSequence = header.baseSequence;
  batch.lastSequence = lastSequence(header);
  batch.baseOffset = header.baseOffset;
  batch.lastOffset = lastOffset(header);
  batch.maxTimestampMs = header.maxTimestamp;
  entry.batches.push(batch);
  entry.lastTimestampMs = header.maxTimestamp;
}
