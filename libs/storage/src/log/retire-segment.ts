import type { Segment } from './segment';
import { INDEX_SUFFIXES } from './segment-files';
import type { LogSurroundings } from './surroundings';

/** Which of a segment's files go, and when they are removed. */
export interface Retirement {
  readonly fileDeleteDelayMs: number;
  /** false where the producer snapshot at the segment's base stays of use */
  readonly withSnapshot: boolean;
}

/** Renames a segment's files out of the log; they are removed when readers had time to end. Names become durable with the caller's sync. */
export async function retireSegment(surroundings: LogSurroundings, segment: Segment, how: Retirement): Promise<void> {
  const { disk, files, indexes } = surroundings;
  segment.isGone = true;
  indexes.drop(segment);
  if (!segment.isCreated) return;
  await files.forget(segment.logPath);
  const names = new Set((await disk.list(segment.directory)).map(({ name }) => name));
  for (const suffix of ['log', ...INDEX_SUFFIXES, 'snapshot'] as const) {
    const path = segment.path(suffix);
    if (suffix === 'snapshot' && !how.withSnapshot) continue;
    if (!names.has(path.slice(path.lastIndexOf('/') + 1))) continue;
    await disk.rename(path, `${path}.deleted`);
    surroundings.removeLater(`${path}.deleted`, how.fileDeleteDelayMs);
  }
  await files.forget(segment.logPath); // who opened it before the rename must not read and write the old file by a new one's name
}
