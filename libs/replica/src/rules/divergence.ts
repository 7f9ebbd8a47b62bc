import type { LeaderEpoch, Offset } from '@yak/model';

/** Where an epoch ends in some log: the largest epoch not newer than the one asked for, and its end, exclusive. */
export interface EpochEndOffset {
  readonly epoch: number;
  readonly endOffset: number;
}

/**
 * The leader's side: whether a reader that last saw `lastFetchedEpoch` and asks for `fetchOffset` has a log that parts
 * from ours.
 * @param ours where our log ends that epoch (or the largest one before it); null when we know no such epoch
 * @returns null when its log is a prefix of ours, the point to go back to when it is not, `unknown` when nobody can tell
 * Source: KIP-595; Kafka Partition.readRecords.
 */
export function divergenceOf(
  asked: { readonly lastFetchedEpoch: number; readonly fetchOffset: number },
  ours: EpochEndOffset | null,
): EpochEndOffset | 'unknown' | null {
  if (ours === null) return 'unknown';
  const parts = ours.epoch < asked.lastFetchedEpoch || ours.endOffset < asked.fetchOffset;
  return parts ? ours : null;
}

/**
 * The follower's side: where this log and the leader's part ways. Never the high watermark (R4).
 * @param ours     our epochs, oldest first
 * @param ourEnd   our log end, exclusive
 * @param theirs   the leader's newest epoch not newer than our last, and its end offset; exclusive
 * @returns the end offset to truncate to; exclusive
 * Source: KIP-101, KIP-279; Kafka LeaderEpochFileCache.endOffsetFor.
 *
 *   ours    e1:[0,10)  e2:[10,14)
 *   theirs  e1:[0,12)  e3:[12,…)        they never saw e2 and answer "e1 ends at 12"
 *   result  min(our e1 end = 10, 12) = 10
 */
export function truncationPoint(
  ours: readonly { readonly epoch: LeaderEpoch; readonly startOffset: Offset }[],
  ourEnd: Offset,
  theirs: EpochEndOffset,
): number {
  const newer = ours.find((entry) => entry.epoch > theirs.epoch);
  const ourEpochEnd = newer === undefined ? ourEnd : newer.startOffset;
  return Math.min(ourEpochEnd, theirs.endOffset);
}
