/** What is kept of one batch of a producer, to know it again. */
export interface RememberedBatch {
  firstSequence: number;
  lastSequence: number;
  baseOffset: number;
  lastOffset: number;
  maxTimestampMs: number;
}

/** What a partition knows about one producer id. Source: Kafka ProducerStateEntry. */
export interface ProducerEntry {
  readonly producerId: number;
  readonly producerEpoch: number;
  /** Epoch of the coordinator that wrote the last marker; −1 before the first, as on disk and on the wire. */
  readonly coordinatorEpoch: number;
  /** maxTimestamp of the last batch or marker, ms: expiry counts from here. */
  readonly lastTimestampMs: number;
  /** Where the open transaction starts; null when none is open. */
  readonly transactionFirstOffset: number | null;
  /** The newest batches of this epoch, oldest first, at most 5. Empty right after a marker that began a new epoch. */
  readonly batches: readonly Readonly<RememberedBatch>[];
}

/** The same, for the fold that writes it. */
export interface MutableProducerEntry extends ProducerEntry {
  producerEpoch: number;
  coordinatorEpoch: number;
  lastTimestampMs: number;
  transactionFirstOffset: number | null;
  readonly batches: RememberedBatch[];
}
