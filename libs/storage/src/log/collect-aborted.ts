import type { AbortedTransaction } from '@yak/records';
import type { Segment, SegmentIndexes } from './segment';

/**
 * The aborted transactions that overlap a range, in order of their markers. Source: Kafka TransactionIndex.collectAbortedTxns.
 * @param segments from the one that holds the start on; a marker lies in its own segment or a later one
 * @param load     the indexes of a segment; only asked for where there may be an entry
 */
export async function collectAborted(
  segments: readonly Segment[],
  range: { readonly startOffset: number; readonly endOffsetExclusive: number },
  load: (segment: Segment) => Promise<SegmentIndexes>,
): Promise<AbortedTransaction[]> {
  const found: AbortedTransaction[] = [];
  for (const segment of segments) {
    if (segment.indexes === null && !segment.hasTransactionFile) continue;
    for (const entry of (await load(segment)).aborted) {
      const doesOverlap = entry.lastOffset >= range.startOffset && entry.firstOffset < range.endOffsetExclusive;
      if (doesOverlap) found.push(entry);
      if (entry.lastStableOffset >= range.endOffsetExclusive) return found;
    }
  }
  return found;
}
