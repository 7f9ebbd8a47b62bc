/** What decides about a transaction's marker. */
export interface MarkerFacts {
  /** whether the pass met data of its transaction, dropped or not */
  readonly hasData: boolean;
  /** when it may go, ms; null where no pass found it without data yet */
  readonly deleteHorizonMs: number | null;
}

/** `stays from now`: it stays, and its time begins to run. */
export type MarkerFate = 'stays' | 'stays from now' | 'expired';

/**
 * Whether compaction keeps a marker: as long as there is data of its transaction, and a while longer for readers that have begun.
 * Source: Kafka CleanedTransactionMetadata.onControlBatchRead; KIP-98, KIP-534.
 */
export function markerFate(marker: MarkerFacts, nowMs: number): MarkerFate {
  if (marker.hasData) return 'stays';
  if (marker.deleteHorizonMs === null) return 'stays from now';
  return nowMs < marker.deleteHorizonMs ? 'stays' : 'expired';
}

/** What the log knows about the producer of a batch that no record is left of; null fields where it knows none. */
export interface LastOfProducer {
  /** last offset of its newest batch of data */
  readonly lastDataOffset: number | null;
  readonly producerEpoch: number;
}

/**
 * Whether a batch without records stays for its producer's sake: it says the producer's last sequence, or, for one without
 * data, its epoch. Source: Kafka Cleaner.isBatchLastRecordOfProducer.
 * @param producer null where the log has forgotten it
 */
export function isLastOfProducer(
  batch: { readonly lastOffset: number; readonly isControl: boolean; readonly producerEpoch: number },
  producer: LastOfProducer | null,
): boolean {
  if (producer === null) return false;
  if (producer.lastDataOffset !== null) return producer.lastDataOffset === batch.lastOffset;
  return batch.isControl && batch.producerEpoch === producer.producerEpoch;
}
