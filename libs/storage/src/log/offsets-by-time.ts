import { leaderEpoch, offset as toOffset } from '@yak/model';
import { type BatchHeader, CorruptBatch, decodeRecords, type LeaderEpochs, nextOffset } from '@yak/records';
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
export async function maxTimestampOf(segment: Segment, surroundings: LogSurroundings, indexIntervalBytes: number): Promise<number> {
  if (!segment.isTimestampKnown) {
    const { times } = await surroundings.indexes.indexesOf(segment, indexIntervalBytes);
    segment.maxTimestampMs = times.last?.timestampMs ?? -1;
    segment.offsetOfMaxTimestamp = times.last?.lastOffset ?? segment.baseOffset;
    segment.isTimestampKnown = true;
  }
  return segment.maxTimestampMs;
}

/** The first record at or above the log start whose timestamp is `timestampMs` or later; null when there is none. Source: Kafka LogSegment.findOffsetByTimestamp. */
export async function offsetForTimestamp(log: TimedLog, reading: TimedReading, timestampMs: number): Promise<TimestampedOffset | null> {
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

/** The first record with the log's largest timestamp; null in an empty log. */
export async function offsetOfMaxTimestamp(log: TimedLog, reading: TimedReading): Promise<TimestampedOffset | null> {
  let newest: Segment | null = null;
  let newestMs = -1;
  for (const segment of [...log.segments]) {
    const atMs = await maxTimestampOf(segment, reading.surroundings, log.indexIntervalBytes);
    if (atMs <= newestMs || segment.nextOffset <= log.logStartOffset) continue;
    newest = segment;
    newestMs = atMs;
  }
  if (newest === null) return null;
  const from = Math.max(newest.baseOffset, log.logStartOffset, newest.offsetOfMaxTimestamp);
  return firstRecord(log, { reader: reading.reader, segment: newest, from }, (atMs) => atMs >= newestMs);
}

async function firstRecord(
  log: TimedLog,
  search: { readonly reader: LogReader; readonly segment: Segment; readonly from: number },
  isWanted: (timestampMs: number) => boolean,
): Promise<TimestampedOffset | null> {
  let { from } = search;
  const mayHold = (header: BatchHeader): boolean => nextOffset(header) > log.logEndOffset || isWanted(header.maxTimestamp);
  for (;;) {
    const batch = await search.reader.find(search.segment, from, mayHold);
    if (batch === null || nextOffset(batch.header) > log.logEndOffset) return null;
    for (const record of await recordsOf(batch, search.segment.logPath)) {
      if (record.offset < log.logStartOffset || !isWanted(record.timestampMs)) continue;
      const epoch = log.leaderEpochs.epochAt(record.offset);
      return { offset: toOffset(record.offset), timestampMs: record.timestampMs, leaderEpoch: epoch === null ? null : leaderEpoch(epoch) };
    }
    from = nextOffset(batch.header);
  }
}

async function recordsOf(batch: FoundBatch, path: string): ReturnType<typeof decodeRecords> {
  try {
    return await decodeRecords(batch.bytes, { decompressedBytesMax: DECOMPRESSED_BYTES_MAX });
  } catch (error) {
    if (error instanceof CorruptBatch) throw corruptBytes(`${path}, offset ${batch.header.baseOffset}`, error.message);
    throw error;
  }
}
