import { leaderEpoch, offset as toOffset } from '@yak/model';
import { type BatchHeader, checkBatch, CorruptBatch, findRecord, type LeaderEpochs, nextOffset } from '@yak/records';
import type { TimestampedOffset } from '../partition-log';
import type { FoundBatch, LogReader } from './log-reader';
import { corruptBytes } from './pick-batches';
import type { Segment } from './segment';
import type { LogSurroundings } from './surroundings';

/** Most bytes that the records of one batch may take while its records' times are looked at. */
const DECOMPRESSED_BYTES_MAX = 256 * 1024 * 1024;

/** What a search by time sees of its log. */
export interface TimedLog {
  readonly segments: readonly Segment[];
  readonly logStartOffset: number;
  readonly logEndOffset: number;
  readonly indexIntervalBytes: number;
  readonly leaderEpochs: LeaderEpochs;
}

/** How it reads. */
export interface TimedReading {
  readonly reader: LogReader;
  readonly surroundings: LogSurroundings;
}

/** A segment's largest timestamp, ms; −1 in one without. Read from the time index the first time. */
export async function maxTimestampOf(
  segment: Segment,
  surroundings: LogSurroundings,
  indexIntervalBytes: number,
): Promise<number> {
  if (!segment.isTimestampKnown) {
    const { times } = await surroundings.indexes.indexesOf(segment, indexIntervalBytes);
    segment.maxTimestampMs = times.last?.timestampMs ?? -1;
    segment.offsetOfMaxTimestamp = times.last?.lastOffset ?? segment.baseOffset;
    segment.isTimestampKnown = true;
  }
  return segment.maxTimestampMs;
}

/** The first record at or above the log start whose timestamp is `timestampMs` or later; null when there is none. Source: Kafka LogSegment.findOffsetByTimestamp. */
export async function offsetForTimestamp(
  log: TimedLog,
  reading: TimedReading,
  timestampMs: number,
): Promise<TimestampedOffset | null> {
  for (const segment of [...log.segments]) {
    if (segment.nextOffset <= log.logStartOffset) continue;
    if ((await maxTimestampOf(segment, reading.surroundings, log.indexIntervalBytes)) < timestampMs) continue;
    const { times } = await reading.surroundings.indexes.indexesOf(segment, log.indexIntervalBytes);
    const from = Math.max(times.lookupBelow(timestampMs)?.lastOffset ?? segment.baseOffset, log.logStartOffset);
    const found = await firstRecord(log, { reader: reading.reader, segment, from }, (atMs) => atMs >= timestampMs);
    if (found !== null) return found;
  }
  return null;
}

/** The first record with the log's largest timestamp; null in a log without records. */
export async function offsetOfMaxTimestamp(log: TimedLog, reading: TimedReading): Promise<TimestampedOffset | null> {
  let newest: TimestampedOffset | null = null;
  for (const { segment, atMs } of await newestSegmentsFirst(log, reading)) {
    if (newest !== null && newest.timestampMs > atMs) break;
    if (newest !== null && newest.timestampMs === atMs && newest.offset < segment.baseOffset) continue;
    const found = await newestRecord(log, { reader: reading.reader, segment, from: log.logStartOffset }, atMs);
    if (found !== null && (newest === null || isNewer(found, newest))) newest = found;
  }
  return newest;
}

interface TimedSegment {
  readonly segment: Segment;
  /** the largest timestamp of its batches, ms */
  readonly atMs: number;
}

/** Segments with a timestamp at or above the log start; those of one time in order of their offsets. */
async function newestSegmentsFirst(log: TimedLog, { surroundings }: TimedReading): Promise<TimedSegment[]> {
  const timed: TimedSegment[] = [];
  for (const segment of [...log.segments]) {
    const atMs = await maxTimestampOf(segment, surroundings, log.indexIntervalBytes);
    if (atMs >= 0 && segment.nextOffset > log.logStartOffset) timed.push({ segment, atMs });
  }
  return timed.sort((one, other) => other.atMs - one.atMs || one.segment.baseOffset - other.segment.baseOffset);
}

function isNewer(one: TimestampedOffset, other: TimestampedOffset): boolean {
  return one.timestampMs === other.timestampMs ? one.offset < other.offset : one.timestampMs > other.timestampMs;
}

/** The first record of a segment with the largest timestamp that its records have: less than its headers say where compaction emptied a batch. */
async function newestRecord(
  log: TimedLog,
  search: { readonly reader: LogReader; readonly segment: Segment; readonly from: number },
  largestMs: number,
): Promise<TimestampedOffset | null> {
  const { segment } = search;
  const near = Math.max(segment.baseOffset, search.from, segment.offsetOfMaxTimestamp);
  const exact = await firstRecord(log, { ...search, from: near }, (atMs) => atMs >= largestMs);
  if (exact !== null) return exact;
  const from = Math.max(segment.baseOffset, search.from);
  let latestMs = -1;
  await search.reader.find(segment, from, (header) => {
    if (header.recordsCount > 0 && nextOffset(header) <= log.logEndOffset)
      latestMs = Math.max(latestMs, header.maxTimestamp);
    return false;
  });
  return latestMs < 0 ? null : firstRecord(log, { ...search, from }, (atMs) => atMs >= latestMs);
}

async function firstRecord(
  log: TimedLog,
  search: { readonly reader: LogReader; readonly segment: Segment; readonly from: number },
  isWanted: (timestampMs: number) => boolean,
): Promise<TimestampedOffset | null> {
  let { from } = search;
  const mayHold = (header: BatchHeader): boolean =>
    nextOffset(header) > log.logEndOffset || isWanted(header.maxTimestamp);
  for (;;) {
    const batch = await search.reader.find(search.segment, from, mayHold);
    if (batch === null || nextOffset(batch.header) > log.logEndOffset) return null;
    const isFound = (record: Sought): boolean => record.offset >= log.logStartOffset && isWanted(record.timestampMs);
    const found = await recordIn(batch, search.segment.logPath, isFound);
    if (found !== null) {
      const epoch = log.leaderEpochs.epochAt(found.offset);
      return {
        offset: toOffset(found.offset),
        timestampMs: found.timestampMs,
        leaderEpoch: epoch === null ? null : leaderEpoch(epoch),
      };
    }
    from = nextOffset(batch.header);
  }
}

interface Sought {
  readonly offset: number;
  readonly timestampMs: number;
}

async function recordIn(
  batch: FoundBatch,
  path: string,
  isWanted: (record: Sought) => boolean,
): Promise<Sought | null> {
  const { bytes, header } = batch;
  const fault = checkBatch(bytes, 0, header);
  if (fault !== null) throw corruptBytes(`${path}, offset ${header.baseOffset}`, fault);
  try {
    return await findRecord(bytes, { decompressedBytesMax: DECOMPRESSED_BYTES_MAX }, isWanted);
  } catch (error) {
    if (!(error instanceof CorruptBatch)) throw error;
    // The CRC holds, so these are the bytes that the producer sent and no fault of the disk: only the header can be believed.
    const believed = { offset: header.baseOffset, timestampMs: header.maxTimestamp };
    return isWanted(believed) ? believed : null;
  }
}
