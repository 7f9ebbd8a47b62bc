import { HEADER_BYTES, readBatchHeader } from '@yak/records';
import type { Segment } from '../log/segment';
import type { LogSurroundings } from '../log/surroundings';

/** The largest timestamp of a segment's first batch, ms; null in an empty segment. Read from the log the first time. */
export async function firstTimestampOf(
  segment: Segment,
  { files }: Pick<LogSurroundings, 'files'>,
): Promise<number | null> {
  if (segment.firstTimestampMs !== null || segment.sizeInBytes === 0) return segment.firstTimestampMs;
  const head = Buffer.allocUnsafeSlow(HEADER_BYTES);
  const count = await files.use(segment.logPath, 'existing', (file) => file.read(head, 0));
  segment.firstTimestampMs = readBatchHeader(head.subarray(0, count))?.maxTimestamp ?? null;
  return segment.firstTimestampMs;
}
