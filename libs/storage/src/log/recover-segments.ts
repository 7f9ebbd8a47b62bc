import {
  checkBatch,
  isControl,
  type LeaderEpochs,
  nextOffset,
  type ProducerStates,
  readBatchHeader,
} from '@yak/records';
import type { DiskFile } from '../disk';
import { StorageError } from '../storage-error';
import { type ScannedBatch, scanBatches, type ScanResult } from './scan-batches';
import type { Segment } from './segment';
import { removeIndexes, saveIndexes } from './segment-files';
import type { LogSurroundings } from './surroundings';

const RESYNC_CHUNK_BYTES = 1024 * 1024;
const REWRITE_CHUNK_BYTES = 1024 * 1024;
const MAGIC_POSITION = 16;

/** What recovery found. Bytes, offsets. */
export interface RecoveryFacts {
  bytesScanned: number;
  bytesCut: number;
  segmentsDeleted: number;
  corruptBatches: number;
}

/** What is recovered, and the folds that go along; they hold for everything before the first segment to recover. */
export interface RecoverRequest {
  readonly surroundings: LogSurroundings;
  /** all of the log's; those cut off are taken out */
  readonly segments: Segment[];
  /** index of the first to recover */
  readonly first: number;
  readonly recoveryPoint: number;
  readonly indexIntervalBytes: number;
  readonly producers: ProducerStates;
  readonly leaderEpochs: LeaderEpochs;
}

/**
 * Walks the segments that may hold bytes that no sync covered: checks every batch, builds indexes and folds anew. At the first
 * bad or partial batch the file ends, and later segments go: that is a torn tail. Below the recovery point bytes are trusted: a
 * batch with a wrong CRC stays there (reads refuse it), and where the walk cannot go on although batches follow, the log is
 * refused with `YAK_STORAGE_CORRUPT` instead of cut. Bytes above it are written again and synced where a sync makes a batch count.
 */
export async function recoverSegments(request: RecoverRequest): Promise<RecoveryFacts> {
  const { segments, surroundings } = request;
  const facts: RecoveryFacts = { bytesScanned: 0, bytesCut: 0, segmentsDeleted: 0, corruptBatches: 0 };
  let index = request.first;
  let expected = segments[index]?.baseOffset ?? 0;
  for (; index < segments.length; index += 1) {
    const segment = segments[index];
    if (segment === undefined || segment.baseOffset !== expected) break; // a lost segment between: what follows is no prefix
    const bytesCut = await recoverSegment(request, segment, facts);
    expected = segment.nextOffset;
    facts.bytesCut += bytesCut;
    if (bytesCut > 0) {
      index += 1;
      break;
    }
  }
  for (const segment of segments.splice(index)) {
    facts.bytesCut += segment.sizeInBytes;
    facts.segmentsDeleted += 1;
    segment.isGone = true;
    await surroundings.files.forget(segment.logPath);
    await surroundings.disk.removeFile(segment.logPath);
    await removeIndexes(surroundings.disk, segment);
  }
  for (const segment of segments.slice(request.first, -1)) {
    // the log goes on in another one, and what a closed one's files lack is never written later
    segment.indexTime();
    await saveIndexes(surroundings.disk, segment);
    surroundings.indexes.keep(segment);
  }
  return facts;
}

async function recoverSegment(request: RecoverRequest, segment: Segment, facts: RecoveryFacts): Promise<number> {
  const { surroundings } = request;
  const fileBytes = segment.sizeInBytes;
  await removeIndexes(surroundings.disk, segment);
  segment.reset();
  return surroundings.files.use(segment.logPath, 'existing', async (file) => {
    const scanRequest = {
      file,
      position: 0,
      endPosition: fileBytes,
      offsetMin: segment.baseOffset,
      depth: 'checked' as const,
    };
    let durableBytes = 0;
    const result = await scanBatches(scanRequest, (batch) => {
      if (nextOffset(batch.header) <= request.recoveryPoint) durableBytes = batch.position + batch.header.sizeInBytes;
      return takeBatch(request, segment, { batch, facts });
    });
    facts.bytesScanned += result.position;
    const isCut = result.position < fileBytes;
    if (isCut && result.nextOffset < request.recoveryPoint)
      await refuseIfBatchesFollow({ file, fileBytes, segment }, result);
    if (isCut) await file.truncate(result.position);
    if (surroundings.flushMode === 'batch') await rewrite(file, durableBytes, result.position);
    if (fileBytes > 0) await file.sync(); // what was read may not be durable yet, and from here on it counts
    return fileBytes - result.position;
  });
}

/**
 * Writes bytes back as they are read. After a failed sync the system may show bytes that the disk has not and that count as written,
 * so that no sync of a later process would save them; written again, they are saved.
 */
async function rewrite(file: DiskFile, start: number, end: number): Promise<void> {
  for (let position = start; position < end; position += REWRITE_CHUNK_BYTES) {
    const chunk = Buffer.allocUnsafeSlow(Math.min(REWRITE_CHUNK_BYTES, end - position));
    const count = await file.read(chunk, position);
    await file.writeGathered([chunk.subarray(0, count)], position);
  }
}

/** Adds a batch to indexes and folds; false at a torn one. */
function takeBatch(
  request: RecoverRequest,
  segment: Segment,
  taken: { batch: ScannedBatch; facts: RecoveryFacts },
): boolean {
  const { header, bytes, fault } = taken.batch;
  if (fault !== null && header.baseOffset >= request.recoveryPoint) return false;
  if (fault !== null) {
    taken.facts.corruptBatches += 1;
    request.surroundings.logger.log(
      'error',
      'a batch below the recovery point is corrupt; it stays and is not served',
      {
        path: segment.logPath,
        position: taken.batch.position,
        offset: header.baseOffset,
        fault,
      },
    );
  }
  segment.add(header, request.indexIntervalBytes);
  if (header.partitionLeaderEpoch >= 0) request.leaderEpochs.assign(header.partitionLeaderEpoch, header.baseOffset);
  if (fault !== null && isControl(header)) return true;
  const completed = request.producers.apply(header, isControl(header) && bytes !== null ? bytes : undefined);
  if (completed?.isAborted === true) {
    const { producerId, firstOffset, lastOffset, lastStableOffset } = completed;
    segment.indexes?.aborted.push({ producerId, firstOffset, lastOffset, lastStableOffset });
  }
  return true;
}

/** Synced bytes are gone. Where sound batches follow them, cutting would lose those too. */
async function refuseIfBatchesFollow(
  place: { file: DiskFile; fileBytes: number; segment: Segment },
  result: ScanResult,
): Promise<void> {
  const position = await batchAfter(place.file, place.fileBytes, result);
  if (position === null) return;
  throw new StorageError(
    'YAK_STORAGE_CORRUPT',
    `${place.segment.logPath} at ${result.position}: ${result.fault ?? 'no batch'}, below the recovery point, and sound batches follow from ${position}: nothing is cut; restore the file from a replica or a copy`,
  );
}

/** Where the next sound batch of a later offset begins; byte by byte. */
async function batchAfter(file: DiskFile, fileBytes: number, from: ScanResult): Promise<number | null> {
  for (let start = from.position + 1; start < fileBytes; start += RESYNC_CHUNK_BYTES / 2) {
    const chunk = Buffer.allocUnsafeSlow(Math.min(RESYNC_CHUNK_BYTES, fileBytes - start));
    await file.read(chunk, start);
    for (let at = chunk.indexOf(2, MAGIC_POSITION); at >= 0; at = chunk.indexOf(2, at + 1)) {
      const position = at - MAGIC_POSITION;
      const header = readBatchHeader(chunk, position);
      if (header === null) break;
      const isLater = header.baseOffset >= from.nextOffset && header.baseOffset < from.nextOffset + 2 ** 31;
      if (isLater && checkBatch(chunk, position, header) === null) return start + position;
    }
  }
  return null;
}
