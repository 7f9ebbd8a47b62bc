import { retireSegment } from '../log/retire-segment';
import type { Segment } from '../log/segment';
import { INDEX_SUFFIXES } from '../log/segment-files';
import type { LogSurroundings } from '../log/surroundings';
import type { CleanedLog } from './cleaned-log';

/** What takes whose place. */
export interface Swap {
  /** oldest first */
  readonly replaced: readonly Segment[];
  /** in `.cleaned` files that are durable, names included */
  readonly cleaned: Segment;
}

/**
 * Puts a cleaned segment in the place of those that it was made from. A crash in between leaves what a load brings to one of the
 * two ends (`finish-swaps.ts`); each step is durable before the next begins:
 *
 *   1  .cleaned → .swap, indexes and log       before: undone at load; after: finished at load
 *   2  old segments → .deleted                 reads go to the new one from here on
 *   3  .log.swap → .log                        while there is a `.log.swap`, everything else in its range is old
 *   4  indexes .swap → no suffix
 *
 * Reads wait only while files change their names, not for syncs.
 */
export async function swapSegments(log: CleanedLog, surroundings: LogSurroundings, swap: Swap): Promise<void> {
  const { disk, files, indexes } = surroundings;
  const { replaced, cleaned } = swap;
  const indexFiles = await cleanedIndexFiles(cleaned, surroundings);
  for (const path of indexFiles) await disk.rename(`${path}.cleaned`, `${path}.swap`);
  await disk.rename(cleaned.logPath, `${cleaned.path('log')}.swap`);
  cleaned.logSuffix = '.swap';
  await disk.syncDirectory(log.directory);

  await log.readGate.whileClosed(async () => {
    log.replaceSegments(replaced, cleaned);
    for (const segment of replaced) {
      const withSnapshot = segment.baseOffset !== cleaned.baseOffset;
      await retireSegment(surroundings, segment, { fileDeleteDelayMs: log.settings.fileDeleteDelayMs, withSnapshot });
    }
  });
  await disk.syncDirectory(log.directory);

  await log.readGate.whileClosed(async () => {
    await files.forget(cleaned.logPath);
    await disk.rename(cleaned.logPath, cleaned.path('log'));
    cleaned.logSuffix = '';
  });
  await disk.syncDirectory(log.directory);

  for (const path of indexFiles) await disk.rename(`${path}.swap`, path);
  await disk.syncDirectory(log.directory);
  cleaned.isNameDurable = true;
  indexes.keep(cleaned);
}

/** The index files that were written, without suffix. */
async function cleanedIndexFiles(cleaned: Segment, { disk }: LogSurroundings): Promise<string[]> {
  const names = new Set((await disk.list(cleaned.directory)).map(({ name }) => name));
  return INDEX_SUFFIXES.map((suffix) => cleaned.path(suffix)).filter((path) =>
    names.has(`${path.slice(path.lastIndexOf('/') + 1)}.cleaned`),
  );
}
