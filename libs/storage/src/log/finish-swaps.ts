import { type BatchHeader, nextOffset } from '@yak/records';
import { corruptBytes } from './pick-batches';
import { scanBatches } from './scan-batches';
import type { LogSurroundings } from './surroundings';

interface SwapName {
  readonly name: string;
  readonly baseOffset: number;
}

function named(names: readonly string[], suffix: string): SwapName[] {
  return names
    .filter((name) => name.endsWith(suffix))
    .map((name) => ({ name, baseOffset: Number.parseInt(name, 10) }))
    .filter(({ baseOffset }) => Number.isSafeInteger(baseOffset));
}

/**
 * Ends what a compaction that was interrupted had begun. `.cleaned` files are unfinished and go, and so do `.swap` files at or
 * above the first of them; other `.swap` files are whole. While there is a `.log.swap`, the files without suffix in its range are
 * those that it replaces; index files that are still `.swap` without it belong to a `.log` that has its name already. Each step is
 * durable before the next, so a crash in here is one more that a load ends. Rejects with `YAK_STORAGE_CORRUPT` where a `.log.swap`
 * cannot be walked: what it replaces is not known, and stays.
 * Returns the names that there are then. Source: Kafka LogLoader.completeSwapOperations.
 */
export async function finishSwaps(
  surroundings: LogSurroundings,
  directory: string,
  names: readonly string[],
): Promise<string[]> {
  const cleaned = named(names, '.cleaned');
  const swaps = named(names, '.swap');
  if (cleaned.length === 0 && swaps.length === 0) return [...names];
  const firstCleaned = Math.min(Infinity, ...cleaned.map(({ baseOffset }) => baseOffset));
  const place = { surroundings, directory, present: new Set(names) };
  await removeAll(
    place,
    swaps.filter(({ baseOffset }) => baseOffset >= firstCleaned),
  );
  await removeAll(place, cleaned);
  const whole = swaps.filter(({ baseOffset }) => baseOffset < firstCleaned);
  const logs = whole.filter(({ name }) => name.endsWith('.log.swap'));
  await removeAll(place, await coveredBy(place, logs));
  await renameAll(place, logs);
  await renameAll(
    place,
    whole.filter((swap) => !logs.includes(swap)),
  );
  return [...place.present];
}

/** A directory whose swaps are finished. */
interface SwapPlace {
  readonly surroundings: LogSurroundings;
  readonly directory: string;
  /** the names that there are now */
  readonly present: Set<string>;
}

async function coveredBy(
  { surroundings, directory, present }: SwapPlace,
  logs: readonly SwapName[],
): Promise<SwapName[]> {
  const covered: SwapName[] = [];
  for (const swap of logs) {
    const end = await endOf(surroundings, `${directory}/${swap.name}`);
    for (const name of present) {
      const baseOffset = Number.parseInt(name, 10);
      const isSegment = /^\d{20}\.(log|index|timeindex|txnindex)$/.test(name);
      if (isSegment && baseOffset >= swap.baseOffset && baseOffset < end) covered.push({ name, baseOffset });
    }
  }
  return covered;
}

async function removeAll({ surroundings, directory, present }: SwapPlace, files: readonly SwapName[]): Promise<void> {
  if (files.length === 0) return;
  for (const { name } of files) {
    await surroundings.disk.removeFile(`${directory}/${name}`);
    present.delete(name);
  }
  await surroundings.disk.syncDirectory(directory);
}

/** Takes the suffix off. */
async function renameAll({ surroundings, directory, present }: SwapPlace, files: readonly SwapName[]): Promise<void> {
  if (files.length === 0) return;
  for (const { name } of files) {
    const final = name.slice(0, -'.swap'.length);
    await surroundings.disk.rename(`${directory}/${name}`, `${directory}/${final}`);
    present.delete(name);
    present.add(final);
  }
  await surroundings.disk.syncDirectory(directory);
}

/** The offset behind the last batch of a swap file. */
async function endOf(surroundings: LogSurroundings, path: string): Promise<number> {
  const stat = await surroundings.disk.stat(path);
  const headers: BatchHeader[] = [];
  const file = await surroundings.disk.open(path, 'read');
  try {
    const request = { file, position: 0, endPosition: stat?.sizeInBytes ?? 0, offsetMin: 0, depth: 'headers' as const };
    const { position, fault } = await scanBatches(request, ({ header }) => {
      headers[0] = header;
      return true;
    });
    if (fault !== null) throw corruptBytes(`${path} at ${position}`, fault);
  } finally {
    await file.close();
  }
  const last = headers[0];
  return last === undefined ? Number.parseInt(path.slice(path.lastIndexOf('/') + 1), 10) + 1 : nextOffset(last);
}
