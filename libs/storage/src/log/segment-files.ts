import {
  type AbortedTransaction,
  ABORTED_TRANSACTION_BYTES,
  readAbortedTransaction,
  writeAbortedTransaction,
} from '@yak/records';
import { withFile } from '../directory/write-durably';
import type { Disk } from '../disk';
import type { OpenFiles } from '../open-files';
import { StorageError } from '../storage-error';
import type { EntryTable } from './entry-table';
import { OffsetIndex } from './offset-index';
import { scanBatches } from './scan-batches';
import { Segment, type SegmentIndexes } from './segment';
import { TimeIndex } from './time-index';

/** The files beside a segment's `.log`. */
export const INDEX_SUFFIXES = ['index', 'timeindex', 'txnindex'] as const;

/**
 * Writes what the index files lack and syncs them. Files without entries are not made. Names become durable with the caller's syncDirectory.
 * @param suffix behind the usual names
 */
export async function saveIndexes(disk: Disk, segment: Segment, suffix: '' | '.cleaned' = ''): Promise<void> {
  const { indexes } = segment;
  if (indexes === null || !segment.hasUnsavedIndexes) return;
  await saveTable(disk, `${segment.path('index')}${suffix}`, indexes.offsets.table);
  await saveTable(disk, `${segment.path('timeindex')}${suffix}`, indexes.times.table);
  await saveAborted(disk, `${segment.path('txnindex')}${suffix}`, indexes.aborted);
  segment.hasTransactionFile ||= indexes.aborted.length > 0;
  segment.hasUnsavedIndexes = false;
}

async function saveTable(disk: Disk, path: string, table: EntryTable): Promise<void> {
  const { unpersisted, persistedBytes } = table;
  if (table.count === 0) return;
  await withFile(disk, path, async (file) => {
    await file.truncate(persistedBytes);
    if (unpersisted.length > 0) await file.writeGathered([unpersisted], persistedBytes);
    await file.sync();
  });
  table.persistedBytes = persistedBytes + unpersisted.length;
}

async function saveAborted(disk: Disk, path: string, aborted: readonly AbortedTransaction[]): Promise<void> {
  if (aborted.length === 0) return;
  await withFile(disk, path, async (file) => {
    await file.truncate(0);
    await file.writeGathered(aborted.map(writeAbortedTransaction), 0);
    await file.sync();
  });
}

/** Removes the index files, before they are written anew. */
export async function removeIndexes(disk: Disk, segment: Segment): Promise<void> {
  for (const suffix of INDEX_SUFFIXES) await disk.removeFile(segment.path(suffix));
  segment.hasTransactionFile = false;
}

/**
 * A segment's indexes from their files; built from the log where a file is missing or cannot be right.
 * Rejects with `YAK_STORAGE_CORRUPT` where the log cannot be walked.
 */
export async function loadIndexes(
  disk: Disk,
  files: OpenFiles,
  segment: Segment,
  indexIntervalBytes: number,
): Promise<SegmentIndexes> {
  const offsetBytes = (await disk.readWholeFile(segment.path('index'))) ?? Buffer.alloc(0);
  const timeBytes = (await disk.readWholeFile(segment.path('timeindex'))) ?? Buffer.alloc(0);
  const aborted = segment.hasTransactionFile ? await loadAborted(disk, segment) : [];
  const offsets = new OffsetIndex(segment.baseOffset, offsetBytes);
  const times = new TimeIndex(segment.baseOffset, timeBytes);
  const isMissing = segment.sizeInBytes > indexIntervalBytes && (offsetBytes.length === 0 || timeBytes.length === 0);
  const isOdd = offsetBytes.length !== offsets.table.sizeInBytes || timeBytes.length !== times.table.sizeInBytes;
  const isSound = !isMissing && !isOdd && offsets.fault(segment.sizeInBytes) === null && times.fault() === null;
  if (isSound) return { offsets, times, aborted };
  const rebuilt = await rebuild(files, segment, indexIntervalBytes);
  return { offsets: rebuilt.offsets, times: rebuilt.times, aborted };
}

async function loadAborted(disk: Disk, segment: Segment): Promise<AbortedTransaction[]> {
  const bytes = (await disk.readWholeFile(segment.path('txnindex'))) ?? Buffer.alloc(0);
  const entries: AbortedTransaction[] = [];
  for (let position = 0; position < bytes.length; position += ABORTED_TRANSACTION_BYTES) {
    const entry = readAbortedTransaction(bytes, position);
    if (entry === null)
      throw new StorageError('YAK_STORAGE_CORRUPT', `${segment.path('txnindex')} has a bad entry at ${position}`);
    entries.push(entry);
  }
  return entries;
}

async function rebuild(files: OpenFiles, segment: Segment, indexIntervalBytes: number): Promise<SegmentIndexes> {
  const scratch = new Segment(segment.directory, segment.baseOffset, segment.createdAtMs);
  await files.use(segment.logPath, 'existing', (file) =>
    scanBatches(
      { file, position: 0, endPosition: segment.sizeInBytes, offsetMin: segment.baseOffset, depth: 'headers' },
      (batch) => {
        scratch.add(batch.header, indexIntervalBytes);
        return true;
      },
    ),
  );
  scratch.indexTime();
  return scratch.indexes ?? scratch.emptyIndexes();
}
