/** A log that might be cleaned. */
export interface CleaningCandidate {
  readonly cleanBytes: number;
  readonly dirtyBytes: number;
  /** `min.cleanable.dirty.ratio` */
  readonly dirtyRatioMin: number;
  /** timestamp of the oldest dirty closed segment's first batch, ms; null where there is none or it is not known */
  readonly oldestDirtyMs: number | null;
  /** `max.compaction.lag.ms` */
  readonly maxLagMs: number;
}

/** The share of dirty bytes among those that a pass would read, 0 to 1. */
export function dirtyRatio({ cleanBytes, dirtyBytes }: Pick<CleaningCandidate, 'cleanBytes' | 'dirtyBytes'>): number {
  return dirtyBytes === 0 ? 0 : dirtyBytes / (cleanBytes + dirtyBytes);
}

/**
 * Which log to clean next: of those whose dirty ratio lies above their least one, or whose oldest dirty record waits for longer
 * than the largest lag, the one with the highest ratio. Null: none is due.
 * Source: Kafka LogCleanerManager.grabFilthiestCompactedLog; KIP-354.
 */
export function nextToClean<Candidate extends CleaningCandidate>(
  candidates: readonly Candidate[],
  nowMs: number,
): Candidate | null {
  let dirtiest: Candidate | null = null;
  for (const candidate of candidates) {
    if (!isDue(candidate, nowMs)) continue;
    if (dirtiest === null || dirtyRatio(candidate) > dirtyRatio(dirtiest)) dirtiest = candidate;
  }
  return dirtiest;
}

function isDue(candidate: CleaningCandidate, nowMs: number): boolean {
  const { dirtyBytes, dirtyRatioMin, oldestDirtyMs, maxLagMs } = candidate;
  if (dirtyBytes === 0) return false;
  const isOverdue = oldestDirtyMs !== null && oldestDirtyMs > 0 && nowMs - maxLagMs > oldestDirtyMs;
  return isOverdue || dirtyRatio(candidate) > dirtyRatioMin;
}
