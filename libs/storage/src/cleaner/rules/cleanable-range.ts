/** What is looked at in one segment; oldest first, the growing one last. */
export interface SegmentFacts {
  readonly baseOffset: number;
  readonly sizeInBytes: number;
  /** largest timestamp, ms; −1 where none is known. Looked at only where there is a smallest lag */
  readonly maxTimestampMs: number;
}

/** What decides how much of a log may be cleaned. */
export interface RangeFacts {
  /** never empty */
  readonly segments: readonly SegmentFacts[];
  /** the cleaner has passed everything below, as the checkpoint says */
  readonly cleanedOffset: number;
  readonly logStartOffset: number;
  readonly logEndOffset: number;
  /** nothing at or above it is decided or durable: the least of last stable offset and recovery point */
  readonly boundOffset: number;
  readonly nowMs: number;
  /** `min.compaction.lag.ms` */
  readonly minLagMs: number;
}

/** The part of a log that a pass may look at. */
export interface CleanableRange {
  /** keys are looked at from here on */
  readonly firstDirtyOffset: number;
  /** base of the first segment that stays as it is */
  readonly endOffset: number;
  /** bytes of the segments wholly below firstDirtyOffset */
  readonly cleanBytes: number;
  /** bytes of the segments from there to endOffset */
  readonly dirtyBytes: number;
}

/**
 * Which part of a log may be cleaned: whole closed segments, from the first dirty offset to the first segment that
 * - reaches the last stable offset or the recovery point, or
 * - holds a record younger than the smallest lag, or
 * - grows.
 * A checkpoint outside of the log counts as none. Source: Kafka LogCleanerManager.cleanableOffsets, calculateCleanableBytes.
 *
 *   segments   0 ───── 10 ───── 20 ───── 30 ···        cleaned 10, last stable 27
 *              │ clean │ dirty  │ stays  │ grows       → from 10 to 20
 */
export function cleanableRange(facts: RangeFacts): CleanableRange {
  const { segments, cleanedOffset, logStartOffset, logEndOffset } = facts;
  const isSound = cleanedOffset >= logStartOffset && cleanedOffset <= logEndOffset;
  const firstDirtyOffset = isSound ? cleanedOffset : logStartOffset;
  let cleanBytes = 0;
  let dirtyBytes = 0;
  let endOffset = firstDirtyOffset;
  for (let i = 0; i + 1 < segments.length; i += 1) {
    const segment = segments[i];
    const next = segments[i + 1];
    if (segment === undefined || next === undefined) break;
    if (next.baseOffset <= firstDirtyOffset) {
      cleanBytes += segment.sizeInBytes;
      continue;
    }
    if (next.baseOffset > facts.boundOffset || isYoung(segment, facts)) break;
    dirtyBytes += segment.sizeInBytes;
    endOffset = next.baseOffset;
  }
  return { firstDirtyOffset, endOffset, cleanBytes, dirtyBytes };
}

function isYoung({ maxTimestampMs }: SegmentFacts, { nowMs, minLagMs }: RangeFacts): boolean {
  return minLagMs > 0 && maxTimestampMs > nowMs - minLagMs;
}
