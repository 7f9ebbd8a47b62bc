/** What retention looks at in one segment; oldest segment first. */
export interface RetainedSegment {
  readonly sizeInBytes: number;
  /** offset behind its last batch */
  readonly nextOffset: number;
  /** largest timestamp, ms; −1 where none is known */
  readonly maxTimestampMs: number;
}

/** What retention is told. */
export interface RetentionRules {
  readonly nowMs: number;
  readonly retentionMs: number | null;
  readonly retentionBytes: number | null;
  /** nothing at or above it goes */
  readonly highWatermark: number;
  readonly logStartOffset: number;
}

/**
 * How many of the oldest segments may go. A segment goes when it is wholly below the high watermark and
 * - all of it lies before the log start, or
 * - its newest record is older than `retentionMs`, or
 * - the log without it still has `retentionBytes`.
 * The first that stays ends it. The growing segment may be among them when it is not empty: the log is rolled first.
 * Source: Kafka UnifiedLog.deleteOldSegments.
 */
export function segmentsToDelete(segments: readonly RetainedSegment[], rules: RetentionRules): number {
  let sizeInBytes = segments.reduce((sum, segment) => sum + segment.sizeInBytes, 0);
  let count = 0;
  for (const segment of segments) {
    if (segment.sizeInBytes === 0 || segment.nextOffset > rules.highWatermark || !mayGo(segment, sizeInBytes, rules))
      break;
    sizeInBytes -= segment.sizeInBytes;
    count += 1;
  }
  return count;
}

function mayGo(segment: RetainedSegment, sizeInBytes: number, rules: RetentionRules): boolean {
  if (segment.nextOffset <= rules.logStartOffset) return true;
  const isOld =
    rules.retentionMs !== null &&
    segment.maxTimestampMs >= 0 &&
    rules.nowMs - segment.maxTimestampMs > rules.retentionMs;
  return isOld || (rules.retentionBytes !== null && sizeInBytes - segment.sizeInBytes >= rules.retentionBytes);
}
