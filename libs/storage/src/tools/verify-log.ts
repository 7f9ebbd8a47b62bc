import { isControl, lastOffset } from '@yak/records';
import type { Disk } from '../disk';
import { offsetOfName } from '../log/load-log';
import { type DumpedBatch, type DumpedSegment, dumpSegment } from './dump-segment';

/** Findings kept; more are only counted. */
const FINDINGS_MAX = 1000;

/** One fault. */
export interface LogFinding {
  readonly path: string;
  /** bytes from the start of that file, or null where it concerns the whole file */
  readonly position: number | null;
  readonly fault: string;
}

/** What a verification saw. */
export interface LogVerification {
  readonly segments: number;
  readonly batches: number;
  /** records as the headers count them, control records left out */
  readonly records: number;
  readonly bytes: number;
  /** first offset of the oldest segment, and the offset behind the last batch */
  readonly startOffset: number;
  readonly endOffset: number;
  /** the first thousand */
  readonly findings: readonly LogFinding[];
  readonly findingsCount: number;
}

interface Tally {
  batches: number;
  records: number;
  bytes: number;
  findings: LogFinding[];
  findingsCount: number;
}

/**
 * Checks a partition's directory, or one `.log` file, without changing anything; Kafka's own too: every batch whole, of magic 2
 * and with a right CRC, offsets growing through all segments, every index entry pointing at the batch that it names (with Kafka's
 * zero padding allowed for). Rejects with the disk's StorageError.
 * @param progress called after each segment with the bytes walked so far
 */
export async function verifyLog(
  disk: Disk,
  path: string,
  progress?: (bytes: number) => void,
): Promise<LogVerification> {
  const paths = path.endsWith('.log') ? [path] : await segmentsIn(disk, path);
  const tally: Tally = { batches: 0, records: 0, bytes: 0, findings: [], findingsCount: 0 };
  let startOffset: number | null = null;
  let endOffset = 0;
  for (const logPath of paths) {
    const segment = await verifySegment(disk, logPath, tally);
    if (startOffset !== null && segment.baseOffset < endOffset) {
      note(tally, {
        path: logPath,
        position: null,
        fault: `begins at offset ${segment.baseOffset}, before the end ${endOffset} of the segment in front`,
      });
    }
    startOffset ??= segment.baseOffset;
    endOffset = Math.max(endOffset, segment.nextOffset);
    tally.bytes += segment.sizeInBytes;
    progress?.(tally.bytes);
  }
  return { segments: paths.length, startOffset: startOffset ?? 0, endOffset, ...tally };
}

async function segmentsIn(disk: Disk, directory: string): Promise<string[]> {
  const names = (await disk.list(directory))
    .map(({ name }) => name)
    .filter((name) => offsetOfName(name, 'log') !== null);
  return names.sort().map((name) => `${directory}/${name}`);
}

function note(tally: Tally, finding: LogFinding): void {
  tally.findingsCount += 1;
  if (tally.findings.length < FINDINGS_MAX) tally.findings.push(finding);
}

async function verifySegment(disk: Disk, logPath: string, tally: Tally): Promise<DumpedSegment> {
  const batchesByPosition = new Map<number, DumpedBatch>();
  const timestamps = new Map<number, number>();
  const segment = await dumpSegment(disk, logPath, {
    batch: (batch) => {
      tally.batches += 1;
      if (!isControl(batch.header)) tally.records += batch.header.recordsCount;
      batchesByPosition.set(batch.position, batch);
      timestamps.set(lastOffset(batch.header), batch.header.maxTimestamp);
      if (batch.fault !== null)
        note(tally, {
          path: logPath,
          position: batch.position,
          fault: `batch at offset ${batch.header.baseOffset}: ${batch.fault}`,
        });
    },
  });
  if (segment.end !== null) note(tally, { path: logPath, ...segment.end });
  verifyOffsets(segment, { stem: logPath.slice(0, -'.log'.length), batchesByPosition, tally });
  verifyTimes(segment, { stem: logPath.slice(0, -'.log'.length), timestamps, tally });
  return segment;
}

function verifyOffsets(
  segment: DumpedSegment,
  seen: { stem: string; batchesByPosition: ReadonlyMap<number, DumpedBatch>; tally: Tally },
): void {
  const path = `${seen.stem}.index`;
  for (const [i, { lastOffset: offset, position }] of segment.offsetEntries.entries()) {
    if (i > 0 && position === 0 && offset === segment.baseOffset) break; // Kafka's padding
    const batch = seen.batchesByPosition.get(position);
    if (batch === undefined) note(seen.tally, { path, position: i * 8, fault: `no batch begins at ${position}` });
    else if (lastOffset(batch.header) !== offset) {
      note(seen.tally, {
        path,
        position: i * 8,
        fault: `the batch at ${position} ends at offset ${lastOffset(batch.header)}, not ${offset}`,
      });
    }
  }
}

function verifyTimes(
  segment: DumpedSegment,
  seen: { stem: string; timestamps: ReadonlyMap<number, number>; tally: Tally },
): void {
  const path = `${seen.stem}.timeindex`;
  let before = -Infinity;
  for (const [i, { timestampMs, lastOffset: offset }] of segment.timeEntries.entries()) {
    if (i > 0 && timestampMs === 0 && offset === segment.baseOffset) break; // Kafka's padding
    if (timestampMs <= before)
      note(seen.tally, { path, position: i * 12, fault: `timestamp ${timestampMs} does not rise above ${before}` });
    before = timestampMs;
    if (seen.timestamps.get(offset) !== timestampMs) {
      note(seen.tally, {
        path,
        position: i * 12,
        fault: `no batch ends at offset ${offset} with largest timestamp ${timestampMs}`,
      });
    }
  }
}
