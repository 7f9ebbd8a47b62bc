import { CorruptBatch, isControl, lastOffset, type StoredRecord, walkRecords } from '@yak/records';
import type { Segment } from '../log/segment';
import type { KeyMap } from './key-map';
import type { StoredBatch } from './walk-segment';

/** Most bytes that the records of one batch may take; a batch with more is left as it is. */
export const DECOMPRESSED_BYTES_MAX = 64 * 1024 * 1024;

/** The dirty part of a log, and how it is looked at. */
export interface KeySource {
  /** those that reach firstDirtyOffset or go beyond it and may be cleaned; oldest first */
  readonly segments: readonly Segment[];
  readonly firstDirtyOffset: number;
  /** offset behind the last of the segments */
  readonly endOffset: number;
  readonly batches: (segment: Segment) => AsyncIterable<StoredBatch>;
  readonly isAborted: (header: StoredBatch['header']) => boolean;
}

/**
 * Enters the keys of the dirty part. Keys of aborted records and of markers say nothing about what is newest.
 * @returns the offset up to which every key is in the map; less than the end where the map got full
 */
export async function buildKeyMap(map: KeyMap, source: KeySource): Promise<number> {
  for (const segment of source.segments) {
    for await (const batch of source.batches(segment)) {
      const { header } = batch;
      if (lastOffset(header) < source.firstDirtyOffset || isControl(header) || source.isAborted(header)) continue;
      const refusedOffset = await enterKeys(map, batch, source.firstDirtyOffset);
      if (refusedOffset !== null) return refusedOffset;
    }
  }
  return source.endOffset;
}

/** The offset of the first record that found no room, or null. A batch whose records cannot all be read enters none: it stays whole. */
async function enterKeys(map: KeyMap, { bytes, header }: StoredBatch, firstOffset: number): Promise<number | null> {
  if (header.recordsCount === 0) return null;
  const keys: { readonly start: number; readonly length: number; readonly offset: number }[] = [];
  const body = await bodyOrNull(bytes, ({ offset, keyStart, keyBytes }) => {
    if (offset >= firstOffset && keyBytes !== null) keys.push({ start: keyStart, length: keyBytes, offset });
  });
  if (body === null) return null;
  for (const { start, length, offset } of keys) if (!map.put(body, start, length, offset)) return offset;
  return null;
}

async function bodyOrNull(bytes: Buffer, visit: (record: StoredRecord) => void): Promise<Buffer | null> {
  try {
    return (await walkRecords(bytes, { decompressedBytesMax: DECOMPRESSED_BYTES_MAX }, visit)).body;
  } catch (error) {
    if (!(error instanceof CorruptBatch)) throw error;
    return null;
  }
}
