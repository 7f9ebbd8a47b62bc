import { ErrorCode, type Refusal, refusal } from '@yak/model';

/** What ListOffsets may ask a replica for. */
export type OffsetKind = 'latest' | 'earliest' | 'maxTimestamp' | { readonly timestampMs: number };

const MAX_TIMESTAMP_FROM = 7;
const EARLIEST_LOCAL_FROM = 8;
const LATEST_TIERED_FROM = 9;

/**
 * What a timestamp of ListOffsets means in a version; null where the answer is "none" (no tiered storage here).
 * UNSUPPORTED_VERSION for a negative number that the version does not have. Source: Kafka ReplicaManager.fetchOffset.
 */
export function offsetKind(timestamp: number, version: number): OffsetKind | Refusal | null {
  if (timestamp >= 0) return { timestampMs: timestamp };
  if (timestamp === -1) return 'latest';
  if (timestamp === -2) return 'earliest';
  if (timestamp === -3 && version >= MAX_TIMESTAMP_FROM) return 'maxTimestamp';
  if (timestamp === -4 && version >= EARLIEST_LOCAL_FROM) return 'earliest';
  if (timestamp === -5 && version >= LATEST_TIERED_FROM) return null;
  return refusal(ErrorCode.UNSUPPORTED_VERSION);
}
