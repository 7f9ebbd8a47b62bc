import { StorageError } from '../storage-error';

const VERSION_LINE = '0';

/**
 * Kafka's checkpoint files: a line `0` (version), a line with the count, one entry per line.
 *
 *     0
 *     2
 *     orders 0 1200
 *     orders 1 77
 *
 * Source: Kafka CheckpointFile.
 */
export function encodeCheckpoint(lines: readonly string[]): Buffer {
  return Buffer.from([VERSION_LINE, String(lines.length), ...lines, ''].join('\n'));
}

/** The entry lines of a checkpoint file. Throws `YAK_STORAGE_CORRUPT` for an emptied or torn file. */
export function decodeCheckpoint(content: Buffer, path: string): string[] {
  const lines = content.toString('utf8').split('\n');
  const count = /^\d+$/.test(lines[1] ?? '') ? Number(lines[1]) : -1;
  const entries = lines.slice(2, -1);
  const isWhole = lines[0] === VERSION_LINE && entries.length === count && lines.length > 2 && lines.at(-1) === '';
  if (!isWhole) throw new StorageError('YAK_STORAGE_CORRUPT', `${path} is no checkpoint of version 0`);
  return entries;
}

/** Integers of one line, at its end, behind an optional name. Throws `YAK_STORAGE_CORRUPT`. */
export function checkpointNumbers(line: string, count: number, path: string): number[] {
  const numbers = line.split(' ').slice(-count).map(Number);
  const isSound = numbers.length === count && numbers.every((number) => Number.isSafeInteger(number) && number >= 0);
  if (!isSound) throw new StorageError('YAK_STORAGE_CORRUPT', `${path} has a line that is no entry`);
  return numbers;
}

/** Offsets by topic and partition (`topicPartitionKey`) from the lines `topic partition offset`. Throws `YAK_STORAGE_CORRUPT`. */
export function decodeOffsets(content: Buffer, path: string): Map<string, number> {
  const offsets = new Map<string, number>();
  for (const line of decodeCheckpoint(content, path)) {
    const [topic, ...rest] = line.split(' ');
    const [partition, offset] = checkpointNumbers(rest.join(' '), 2, path);
    offsets.set(`${topic}-${partition}`, offset ?? 0);
  }
  return offsets;
}
