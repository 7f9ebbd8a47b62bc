import { decodeRecords, lastOffset, nextOffset } from '@yak/records';
import type { Disk } from '@yak/storage';
import { walkSegment } from './segment-walk';

/** What a segment holds, and what is wrong with it. */
export interface SegmentVerdict {
  readonly file: string;
  readonly batches: number;
  readonly records: number;
  readonly sizeInBytes: number;
  readonly baseOffset: number;
  /** Offset after the last record. */
  readonly nextOffset: number;
  /** Sentences; empty when it is sound. */
  readonly faults: readonly string[];
}

const INDEX_ENTRY_BYTES = 8;
const TIME_ENTRY_BYTES = 12;
const DECOMPRESSED_BYTES_MAX = 256 * 1024 * 1024;

/** The first offset that a segment's file name promises. */
export function baseOffsetOf(path: string): number | null {
  const [, digits] = /(\d{20})\.[a-z]+$/.exec(path) ?? [];
  return digits === undefined ? null : Number(digits);
}

const errorText = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const indexFaults = async (disk: Disk, logPath: string, starts: ReadonlyMap<number, number>): Promise<string[]> => {
  const bytes = (await disk.readWholeFile(logPath.replace(/\.log$/, '.index'))) ?? Buffer.alloc(0);
  const base = baseOffsetOf(logPath) ?? 0;
  const faults: string[] = [];
  for (let at = 0; at + INDEX_ENTRY_BYTES <= bytes.length; at += INDEX_ENTRY_BYTES) {
    const [offset, position] = [base + bytes.readInt32BE(at), bytes.readInt32BE(at + 4)];
    if (at > 0 && bytes.readInt32BE(at) === 0 && position === 0) break; // preallocated tail, as Kafka leaves it
    const last = starts.get(position);
    if (last === undefined)
      faults.push(`index entry ${at / INDEX_ENTRY_BYTES} points to ${position}, where no batch starts`);
    else if (offset > last)
      faults.push(`index entry ${at / INDEX_ENTRY_BYTES} says offset ${offset}, but the batch there ends at ${last}`);
  }
  return faults;
};

const timeIndexFaults = async (disk: Disk, logPath: string): Promise<string[]> => {
  const bytes = (await disk.readWholeFile(logPath.replace(/\.log$/, '.timeindex'))) ?? Buffer.alloc(0);
  let previous = -1n;
  for (let at = 0; at + TIME_ENTRY_BYTES <= bytes.length; at += TIME_ENTRY_BYTES) {
    const timestamp = bytes.readBigInt64BE(at);
    if (at > 0 && timestamp === 0n) break; // preallocated tail
    if (timestamp < previous) return [`time index entry ${at / TIME_ENTRY_BYTES} goes back in time`];
    previous = timestamp;
  }
  return [];
};

/**
 * Checks one `.log` file: every batch whole, its CRC right, its records readable, offsets rising; then the indexes beside it.
 */
export async function verifySegment(disk: Disk, path: string): Promise<SegmentVerdict> {
  const stat = await disk.stat(path);
  const sizeInBytes = stat?.sizeInBytes ?? 0;
  const file = await disk.open(path, 'read');
  const faults: string[] = [];
  const starts = new Map<number, number>();
  const baseOffset = baseOffsetOf(path) ?? 0;
  let [batches, records, expected] = [0, 0, baseOffset];
  try {
    const walk = walkSegment(file, sizeInBytes);
    let step = await walk.next();
    for (; step.done !== true; step = await walk.next()) {
      const { header, bytes, position, fault } = step.value;
      batches += 1;
      records += header.recordsCount;
      starts.set(position, lastOffset(header));
      if (header.baseOffset < expected)
        faults.push(`at ${position}: offset ${header.baseOffset} after ${expected - 1}`);
      expected = nextOffset(header);
      if (fault === null) {
        await decodeRecords(bytes, { decompressedBytesMax: DECOMPRESSED_BYTES_MAX }).catch((error: unknown) =>
          faults.push(`at ${position} (offset ${header.baseOffset}): ${errorText(error)}`),
        );
      } else {
        faults.push(`at ${position} (offset ${header.baseOffset}): ${fault}`);
      }
    }
    if (step.value.fault !== null) faults.push(`at ${step.value.position}: ${step.value.fault}`);
  } finally {
    await file.close();
  }
  faults.push(...(await indexFaults(disk, path, starts)), ...(await timeIndexFaults(disk, path)));
  return { file: path, batches, records, sizeInBytes, baseOffset, nextOffset: expected, faults };
}
