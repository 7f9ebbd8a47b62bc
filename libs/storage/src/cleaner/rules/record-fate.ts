/** What decides about one record of a batch that is no control batch. */
export interface RecordFacts {
  readonly offset: number;
  readonly hasKey: boolean;
  readonly hasValue: boolean;
  /** the highest offset of its key in the key map; null where the map has it not, or it has no key */
  readonly newestOffset: number | null;
}

/** The batch around it, and the pass. */
export interface RecordRound {
  /** whether its transaction was aborted */
  readonly isAborted: boolean;
  /** when the batch's tombstones may go, ms; null where no pass has met them yet */
  readonly deleteHorizonMs: number | null;
  /** the key map knows the records below; exclusive */
  readonly mapEndOffset: number;
  readonly nowMs: number;
  /** whether a batch of lower offsets could not be read: it stays, and may hold what a tombstone deletes */
  readonly hasUnreadBefore: boolean;
}

/** `tombstone`: it stays, and its time begins to run now if it has not yet. */
export type RecordFate = 'stays' | 'tombstone' | 'aborted' | 'keyless' | 'superseded' | 'expired';

/**
 * Whether compaction keeps a record. A key that the map has not stands in the clean part and is the newest there.
 * Source: Kafka Cleaner.shouldRetainRecord; KIP-58, KIP-98, KIP-534.
 */
export function recordFate(record: RecordFacts, round: RecordRound): RecordFate {
  if (round.isAborted) return 'aborted';
  const kept = record.hasValue ? 'stays' : 'tombstone';
  if (record.offset >= round.mapEndOffset) return kept;
  if (!record.hasKey) return 'keyless';
  if (record.newestOffset !== null && record.newestOffset > record.offset) return 'superseded';
  if (record.hasValue || round.hasUnreadBefore) return kept;
  return round.deleteHorizonMs === null || round.nowMs < round.deleteHorizonMs ? kept : 'expired';
}
