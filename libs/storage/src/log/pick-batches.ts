import { offset as toOffset } from '@yak/model';
import { type BatchHeader, checkBatch, HEADER_BYTES, nextOffset, readBatchHeader } from '@yak/records';
import type { LogReadRequest, LogSlice } from '../partition-log';
import { StorageError } from '../storage-error';

/** The error for bytes that are not what was written. */
export function corruptBytes(place: string, fault: string): StorageError {
  return new StorageError('YAK_STORAGE_CORRUPT', `${place}: ${fault}; these bytes are not served`);
}

/** What a chunk of a segment file gave. */
export type PickedBatches =
  /** whole, checked batches; they end at `endPosition` of the chunk */
  | { readonly kind: 'slice'; readonly slice: LogSlice; readonly endPosition: number }
  /** the first wanted batch is not whole in the chunk: go on at `skippedBytes` with at least `lengthMin` bytes */
  | { readonly kind: 'more'; readonly skippedBytes: number; readonly lengthMin: number };

/**
 * The batches of a chunk that a request asks for, their CRC checked; a truncated last one is left out.
 * Throws `YAK_STORAGE_CORRUPT` where the first wanted batch is harmed; harm behind sound batches ends the slice before it.
 * @param chunk starts at a batch
 * @param place names the chunk in errors
 */
export function pickBatches(chunk: Buffer, request: LogReadRequest, place: string): PickedBatches {
  let start = 0;
  let first = batchAt(chunk, start, place);
  while (first !== null && nextOffset(first) <= request.startOffset) {
    start += first.sizeInBytes;
    first = batchAt(chunk, start, place);
  }
  if (first === null) return { kind: 'more', skippedBytes: start, lengthMin: HEADER_BYTES };
  const isWanted =
    nextOffset(first) <= request.endOffsetExclusive &&
    (request.wholeFirstBatch || first.sizeInBytes <= request.bytesMax);
  if (!isWanted) return nothing(request, start);
  if (start + first.sizeInBytes > chunk.length)
    return { kind: 'more', skippedBytes: start, lengthMin: first.sizeInBytes };
  const fault = checkBatch(chunk, start, first);
  if (fault !== null) throw corruptBytes(`${place}+${start}`, fault);
  return following(chunk, request, { start, first });
}

function batchAt(chunk: Buffer, position: number, place: string): BatchHeader | null {
  const header = position > chunk.length ? null : readBatchHeader(chunk, position);
  if (header === null) return null;
  if (header.sizeInBytes < HEADER_BYTES || header.magic !== 2 || header.lastOffsetDelta < 0) {
    throw corruptBytes(`${place}+${position}`, 'no batch is there');
  }
  return header;
}

function nothing(request: LogReadRequest, endPosition: number): PickedBatches {
  const { startOffset } = request;
  return { kind: 'slice', slice: { records: [], sizeInBytes: 0, startOffset, nextOffset: startOffset }, endPosition };
}

/** The slice from a sound first batch on. */
function following(chunk: Buffer, request: LogReadRequest, from: { start: number; first: BatchHeader }): PickedBatches {
  let end = from.start + from.first.sizeInBytes;
  let next = nextOffset(from.first);
  for (let header = readBatchHeader(chunk, end); header !== null; header = readBatchHeader(chunk, end)) {
    const isWanted =
      nextOffset(header) <= request.endOffsetExclusive && end + header.sizeInBytes - from.start <= request.bytesMax;
    if (!isWanted || checkBatch(chunk, end, header) !== null) break; // a harmed one is met first, and refused, by the next read
    end += header.sizeInBytes;
    next = nextOffset(header);
  }
  const slice: LogSlice = {
    records: [chunk.subarray(from.start, end)],
    sizeInBytes: end - from.start,
    startOffset: toOffset(from.first.baseOffset),
    nextOffset: toOffset(next),
  };
  return { kind: 'slice', slice, endPosition: end };
}
