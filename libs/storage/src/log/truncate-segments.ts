import { type ProducerStates, nextOffset } from '@yak/records';
import { offsetOfName } from './load-log';
import { ProducerReplay } from './producer-replay';
import { corruptBytes } from './pick-batches';
import { scanBatches } from './scan-batches';
import type { Segment } from './segment';
import { removeIndexes } from './segment-files';
import type { LogSurroundings } from './surroundings';

/** What truncation changes in its log. */
export interface TruncatedLog {
  readonly segments: Segment[];
  readonly directory: string;
  readonly indexIntervalBytes: number;
}

/**
 * Cuts a log to the batches that end at or before `offset`, newest segment first, so that a crash leaves a prefix.
 * Nothing may be appended or in flight meanwhile. Durable when it resolves.
 * @param offset above the base of the oldest segment or equal to it
 * @returns the producer states after what is left
 */
export async function truncateSegments(
  log: TruncatedLog,
  surroundings: LogSurroundings,
  offset: number,
): Promise<ProducerStates> {
  const { disk, files, indexes } = surroundings;
  while (log.segments.length > 1 && (log.segments.at(-1)?.baseOffset ?? 0) >= offset) {
    const segment = log.segments.pop();
    if (segment === undefined) break;
    segment.isGone = true;
    indexes.drop(segment);
    await files.forget(segment.logPath);
    await disk.removeFile(segment.logPath);
    await removeIndexes(disk, segment);
    await disk.syncDirectory(log.directory);
  }
  const last = log.segments.at(-1);
  if (last !== undefined && last.isCreated)
    await cut(last, surroundings, { offset, indexIntervalBytes: log.indexIntervalBytes });
  const snapshots = (await disk.list(log.directory))
    .map(({ name }) => offsetOfName(name, 'snapshot'))
    .filter((each) => each !== null);
  const replay = new ProducerReplay(
    disk,
    log.directory,
    snapshots.sort((one, other) => one - other),
  );
  await replay.removeAbove(last?.nextOffset ?? 0);
  const states = await replay.upTo(Infinity, { ...log, files, indexes });
  await disk.syncDirectory(log.directory);
  return states;
}

/** Cuts one segment; it grows again from there. */
async function cut(
  segment: Segment,
  surroundings: LogSurroundings,
  to: { offset: number; indexIntervalBytes: number },
): Promise<void> {
  const { disk, files, indexes } = surroundings;
  const aborted = (await indexes.indexesOf(segment, to.indexIntervalBytes)).aborted.filter(
    (entry) => entry.lastOffset < to.offset,
  );
  indexes.release(segment);
  const endPosition = segment.sizeInBytes;
  await removeIndexes(disk, segment);
  segment.reset();
  segment.indexes?.aborted.push(...aborted);
  await files.use(segment.logPath, 'existing', async (file) => {
    const result = await scanBatches(
      { file, position: 0, endPosition, offsetMin: segment.baseOffset, depth: 'headers' },
      ({ header }) => {
        if (nextOffset(header) > to.offset) return false;
        segment.add(header, to.indexIntervalBytes);
        return true;
      },
    );
    if (result.fault !== null) throw corruptBytes(`${segment.logPath} at ${result.position}`, result.fault);
    await file.truncate(segment.sizeInBytes);
    await file.sync();
  });
}
