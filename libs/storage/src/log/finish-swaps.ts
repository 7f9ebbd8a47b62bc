import { type BatchHeader, nextOffset } from '@yak/records';
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
 * above the first of them; other `.swap` files are whole: they take the place of the segments that they cover.
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
  const { disk } = surroundings;
  const present = new Set(names);
  const remove = async (name: string): Promise<void> => {
    await disk.removeFile(`${directory}/${name}`);
    present.delete(name);
  };
  const firstCleaned = Math.min(Infinity, ...cleaned.map(({ baseOffset }) => baseOffset));
  for (const { name } of cleaned) await remove(name);
  const whole = swaps.filter(({ baseOffset }) => baseOffset < firstCleaned);
  for (const { name, baseOffset } of swaps) if (baseOffset >= firstCleaned) await remove(name);
  for (const swap of whole.filter(({ name }) => name.endsWith('.log.swap'))) {
    const end = await endOf(surroundings, `${directory}/${swap.name}`);
    const covered = [...present].filter((name) => {
      const base = Number.parseInt(name, 10);
      return /^\d{20}\.(log|index|timeindex|txnindex)$/.test(name) && base >= swap.baseOffset && base < end;
    });
    for (const name of covered) await remove(name);
  }
  for (const { name } of whole) {
    const final = name.slice(0, -'.swap'.length);
    await disk.rename(`${directory}/${name}`, `${directory}/${final}`);
    present.delete(name);
    present.add(final);
  }
  await disk.syncDirectory(directory);
  return [...present];
}

/** The offset behind the last batch of a swap file. */
async function endOf(surroundings: LogSurroundings, path: string): Promise<number> {
  const stat = await surroundings.disk.stat(path);
  const headers: BatchHeader[] = [];
  const file = await surroundings.disk.open(path, 'read');
  try {
    const request = { file, position: 0, endPosition: stat?.sizeInBytes ?? 0, offsetMin: 0, depth: 'headers' as const };
    await scanBatches(request, ({ header }) => {
      headers[0] = header;
      return true;
    });
  } finally {
    await file.close();
  }
  const last = headers[0];
  return last === undefined ? Number.parseInt(path.slice(path.lastIndexOf('/') + 1), 10) + 1 : nextOffset(last);
}
