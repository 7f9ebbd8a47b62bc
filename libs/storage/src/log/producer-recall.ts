import { type BatchHeader, hasProducer, type ProducerStates } from '@yak/records';
import type { OpenFiles } from '../open-files';
import { StorageError } from '../storage-error';
import type { IndexCache } from './index-cache';
import type { OffsetIndex } from './offset-index';
import { scanBatches } from './scan-batches';
import type { Segment } from './segment';

/** Walked at once, from newer to older. */
const STEP_BYTES = 64 * 1024;
/** What a batch costs at most to be walked over: its header is read with what lies behind it. */
const BATCH_READ_BYTES = 16 * 1024;
const READ_BYTES_MAX = 1024 * 1024;
const SPAN_BYTES_MAX = 8 * 1024 * 1024;

/** The bytes of a log whose older segments are sound, and what finds places in them. */
export interface WalkedLog {
  /** oldest first */
  readonly segments: readonly Segment[];
  readonly files: OpenFiles;
  readonly indexes: IndexCache;
  readonly indexIntervalBytes: number;
}

/**
 * Gives producers the batches back that their snapshot, taken at `offset`, left out of the windows of five, so that a batch sent again
 * after a restart is known again. Walks headers backward from `offset`, no further than the windows need, at most 1 MiB of reads and
 * 8 MiB of log; what lies before is not remembered. Bytes that cannot be walked end it. Rejects where the disk fails.
 */
export async function recallBatches(states: ProducerStates, offset: number, log: WalkedLog): Promise<void> {
  const left = { readBytes: READ_BYTES_MAX, spanBytes: SPAN_BYTES_MAX };
  for (const segment of log.segments.toReversed()) {
    if (segment.baseOffset >= offset || segment.sizeInBytes === 0) continue;
    if (isSpent(left) || !states.lacksBatches(0)) return;
    const index = await offsetIndexOf(segment, log);
    const isWalked = index !== null && (await walkSegment({ states, offset, log, left }, segment, index));
    if (!isWalked) return;
  }
}

interface Walk {
  readonly states: ProducerStates;
  readonly offset: number;
  readonly log: WalkedLog;
  readonly left: { readBytes: number; spanBytes: number };
}

/** Null where the segment's files are corrupt: who reads them is told. */
async function offsetIndexOf(segment: Segment, log: WalkedLog): Promise<OffsetIndex | null> {
  try {
    return (await log.indexes.indexesOf(segment, log.indexIntervalBytes)).offsets;
  } catch (error) {
    if (error instanceof StorageError && error.code === 'YAK_STORAGE_CORRUPT') return null;
    throw error;
  }
}

/** False where the walk may not go on in an older segment. */
async function walkSegment(walk: Walk, segment: Segment, index: OffsetIndex): Promise<boolean> {
  const { states, offset, left } = walk;
  let place = { near: positionBefore(offset, segment, index), end: segment.sizeInBytes };
  const floorOffset = index.lookupPosition(place.near - left.spanBytes)?.lastOffset ?? 0;
  while (place.end > 0) {
    if (isSpent(left) || !states.lacksBatches(floorOffset)) return false;
    const position = index.lookupPosition(place.near - STEP_BYTES)?.position ?? 0;
    const headers = await headersBetween(walk, segment, { position, end: place.end });
    if (headers === null) return false;
    for (const header of headers.reverse()) states.recall(header);
    left.spanBytes -= place.near - position;
    place = { near: position, end: position };
  }
  return true;
}

/** Where the batches before `offset` end, or a little before that. */
function positionBefore(offset: number, segment: Segment, index: OffsetIndex): number {
  const entry = segment.nextOffset > offset ? index.lookup(offset) : null;
  return entry?.position ?? segment.sizeInBytes;
}

function isSpent(left: { readonly readBytes: number; readonly spanBytes: number }): boolean {
  return left.readBytes <= 0 || left.spanBytes <= 0;
}

/** Of batches of producers before the walk's offset, in log order; null where they cannot be walked. */
async function headersBetween(
  { offset, log, left }: Walk,
  segment: Segment,
  { position, end }: { readonly position: number; readonly end: number },
): Promise<BatchHeader[] | null> {
  const headers: BatchHeader[] = [];
  const result = await log.files.use(segment.logPath, 'existing', (file) =>
    scanBatches({ file, position, endPosition: end, offsetMin: segment.baseOffset, depth: 'headers' }, ({ header }) => {
      if (header.baseOffset >= offset) return false;
      left.readBytes -= Math.min(header.sizeInBytes, BATCH_READ_BYTES);
      if (hasProducer(header)) headers.push(header);
      return true;
    }),
  );
  return result.fault === null ? headers : null;
}
