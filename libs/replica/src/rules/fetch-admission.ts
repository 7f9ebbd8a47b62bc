import { ErrorCode, type LeaderEpoch, refusal, type Refusal } from '@yak/model';

/**
 * Whether a client that says which leader epoch it believes in is right; null when it is, or when it did not say.
 * Source: KIP-320; Kafka Partition.checkCurrentLeaderEpoch.
 */
export function epochFault(ours: LeaderEpoch, asked: number | null): Refusal | null {
  if (asked === null || asked === ours) return null;
  return asked < ours
    ? refusal(ErrorCode.FENCED_LEADER_EPOCH, `leader epoch ${asked} is over, it is ${ours} now`)
    : refusal(ErrorCode.UNKNOWN_LEADER_EPOCH, `leader epoch ${asked} is not known here yet, it is ${ours}`);
}

/** Where a read starts and what there is. */
export interface FetchFacts {
  readonly startOffset: number;
  readonly logStartOffset: number;
  readonly logEndOffset: number;
  /** What this reader may see, exclusive: high watermark or last stable offset. */
  readonly visibleEnd: number;
}

/**
 * What a read may do: `read`, `empty` (at or above what is visible, but not above the log's end), or a refusal.
 * Source: Kafka UnifiedLog.read, LocalLog.read.
 */
export function fetchAdmission(facts: FetchFacts): 'read' | 'empty' | Refusal {
  if (facts.startOffset < facts.logStartOffset || facts.startOffset > facts.logEndOffset) {
    return refusal(
      ErrorCode.OFFSET_OUT_OF_RANGE,
      `offset ${facts.startOffset} is outside of ${facts.logStartOffset} to ${facts.logEndOffset}`,
    );
  }
  return facts.startOffset < facts.visibleEnd ? 'read' : 'empty';
}
