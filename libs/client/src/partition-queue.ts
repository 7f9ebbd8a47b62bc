import { assert } from '@yak/base';
import type { RecordInput } from '@yak/records';

/** Who an idempotent producer is to the brokers. */
export interface ProducerIdentity {
  readonly producerId: number;
  readonly producerEpoch: number;
}

/** Records that travel together, from the first one's arrival until the broker's verdict. */
export interface PendingBatch {
  /** Counts the batches of its queue: the order in which they must reach the log. */
  readonly ordinal: number;
  readonly records: RecordInput[];
  /** Of its records, estimated, uncompressed. */
  sizeInBytes: number;
  readonly createdAtMs: number;
  /** Null until it is first sent, or when not idempotent. */
  producer: (ProducerIdentity & { readonly baseSequence: number }) | null;
  /** Null until it was encoded for its present producer. */
  bytes: Buffer | null;
  /** Whether it may be in the log although nobody said so. */
  isUncertain: boolean;
  attempts: number;
  /** The base offset; null where the broker does not say. */
  readonly done: Promise<number | null>;
  readonly resolve: (baseOffset: number | null) => void;
  readonly reject: (error: Error) => void;
}

const SEQUENCE_MODULUS = 2 ** 31;

/**
 * The batches of one partition: at most one open, some waiting, some in flight. They reach the log in order: after a
 * batch came back nothing is taken until all that were in flight have come back too.
 */
export class PartitionQueue {
  #open: PendingBatch | null = null;
  readonly #waiting: PendingBatch[] = [];
  readonly #inFlight = new Set<PendingBatch>();
  #ordinalOfNext = 0;
  #sequenceOfNext = 0;
  #isRecovering = false;
  #isRenewing = false;
  /** Nothing is taken before this time of the monotonic clock. */
  retryAtMs = 0;
  /** Null: not idempotent, or not known yet. */
  identity: ProducerIdentity | null = null;

  constructor(
    readonly topic: string,
    readonly partition: number,
    private readonly batchBytesMax: number,
  ) {}

  get openSinceMs(): number | null {
    return this.#open?.createdAtMs ?? null;
  }

  get hasWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** Batches that no broker has confirmed, oldest first. */
  get unconfirmed(): PendingBatch[] {
    const batches = [...this.#inFlight, ...this.#waiting, ...(this.#open === null ? [] : [this.#open])];
    return batches.sort((one, other) => one.ordinal - other.ordinal);
  }

  /** Adds a record to the open batch; a batch that it does not fit any more waits to be sent. @returns its batch and place there */
  append(
    record: RecordInput,
    recordBytes: number,
    nowMs: number,
  ): { readonly batch: PendingBatch; readonly index: number } {
    if (this.#open !== null && this.#open.sizeInBytes + recordBytes > this.batchBytesMax) this.closeOpen();
    this.#open ??= newBatch(this.#ordinalOfNext++, nowMs);
    const batch = this.#open;
    const index = batch.records.push(record) - 1;
    batch.sizeInBytes += recordBytes;
    if (batch.sizeInBytes >= this.batchBytesMax) this.closeOpen();
    return { batch, index };
  }

  /** No more records join the open batch. */
  closeOpen(): void {
    if (this.#open === null) return;
    this.#waiting.push(this.#open);
    this.#open = null;
  }

  /** Whether `take` gives a batch now. */
  isTakeable(nowMs: number): boolean {
    if (this.#waiting.length === 0 || this.#isRenewing || nowMs < this.retryAtMs) return false;
    return !this.#isRecovering || this.#inFlight.size === 0;
  }

  /** The next batch to send, with its sequence; null when none may be sent now. */
  take(nowMs: number): PendingBatch | null {
    if (!this.isTakeable(nowMs)) return null;
    this.#isRecovering = false;
    const batch = this.#waiting.shift();
    if (batch === undefined) return null;
    if (batch.producer === null && this.identity !== null) {
      batch.producer = { ...this.identity, baseSequence: this.#sequenceOfNext };
      batch.bytes = null;
      this.#sequenceOfNext = (this.#sequenceOfNext + batch.records.length) % SEQUENCE_MODULUS;
    }
    this.#inFlight.add(batch);
    batch.attempts += 1;
    return batch;
  }

  /** Whether a batch was sent before everything else that is not confirmed. */
  isOldest(batch: PendingBatch): boolean {
    return this.unconfirmed[0] === batch;
  }

  /** Whether the row of sequences that a batch belongs to was given up. */
  isRowBroken(batch: PendingBatch): boolean {
    return this.#isRenewing || (batch.producer !== null && batch.producer.producerId !== this.identity?.producerId);
  }

  /** A batch goes back to its place in the row, to be sent again. */
  giveBack(batch: PendingBatch, retryAtMs: number): void {
    assert(this.#inFlight.delete(batch), 'a batch was given back that was not in flight');
    if (!this.#isRenewing && this.isRowBroken(batch)) forgetSequence(batch);
    const position = this.#waiting.findIndex(({ ordinal }) => ordinal > batch.ordinal);
    this.#waiting.splice(position < 0 ? this.#waiting.length : position, 0, batch);
    this.#isRecovering = true;
    this.retryAtMs = Math.max(this.retryAtMs, retryAtMs);
  }

  /** A batch has its verdict, good or bad, and leaves. */
  settle(batch: PendingBatch): void {
    if (this.#inFlight.delete(batch)) return;
    const position = this.#waiting.indexOf(batch);
    if (position >= 0) this.#waiting.splice(position, 1);
    if (this.#open === batch) this.#open = null;
  }

  /** The row of sequences is broken; nothing is taken until `renew`. @returns false when that is known already */
  beginRenewal(): boolean {
    if (this.#isRenewing) return false;
    this.#isRenewing = true;
    return true;
  }

  /**
   * The row of sequences is broken: a new identity starts at 0 (KIP-360). Batches that may be in the log already cannot be
   * sent under it without the risk of a copy. @returns those, taken out of the queue, for the caller to fail
   */
  renew(identity: ProducerIdentity): PendingBatch[] {
    this.#isRenewing = false;
    this.identity = identity;
    this.#sequenceOfNext = 0;
    const uncertain = this.#waiting.filter((batch) => batch.isUncertain);
    for (const batch of uncertain) this.settle(batch);
    for (const batch of this.#waiting) forgetSequence(batch);
    return uncertain;
  }
}

function forgetSequence(batch: PendingBatch): void {
  batch.producer = null;
  batch.bytes = null;
}

function newBatch(ordinal: number, createdAtMs: number): PendingBatch {
  let resolve: (baseOffset: number | null) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const done = new Promise<number | null>((onResolved, onRejected) => {
    resolve = onResolved;
    reject = onRejected;
  });
  done.catch(() => undefined); // each record's own promise carries the failure
  return {
    ordinal,
    records: [],
    sizeInBytes: 0,
    createdAtMs,
    producer: null,
    bytes: null,
    isUncertain: false,
    attempts: 0,
    done,
    resolve,
    reject,
  };
}
