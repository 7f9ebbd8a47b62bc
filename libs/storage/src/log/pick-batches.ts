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
  | { readonly kind: 'more'; readonly skippedBytes: number; readonly lengthMin: number; readonly offsetMin: number };

/** What is known of a chunk besides its bytes; the batch's CRC covers neither its base offset nor its leader epoch. */
export interface ChunkPlace {
  /** names the chunk in errors */
  readonly name: string;
  /** no batch of the chunk begins below */
  readonly offsetMin: number;
  /** no batch of the chunk ends above; exclusive */
  readonly offsetMax: number;
  /** the leader epoch of an offset, null where it is not known any more */
  readonly epochAt: (offset: number) => number | null;
}

/**
 * The batches of a chunk that a request asks for, their CRC, offsets and leader epochs checked; a truncated last one is left out.
 * Throws `YAK_STORAGE_CORRUPT` where the first wanted batch is harmed; harm behind sound batches ends the slice before it.
 * @param chunk starts at a batch
 */
export function pickBatches(chunk: Buffer, request: LogReadRequest, place: ChunkPlace): PickedBatches {
  let start = 0;
  let offsetMin = place.offsetMin;
  let first = batchAt(chunk, { position: start, offsetMin }, place);
  while (first !== null && nextOffset(first) <= request.startOffset) {
    start += first.sizeInBytes;
    offsetMin = nextOffset(first);
    first = batchAt(chunk, { position: start, offsetMin }, place);
  }
  if (first === null) return { kind: 'more', skippedBytes: start, lengthMin: HEADER_BYTES, offsetMin };
  const isWanted =
    nextOffset(first) <= request.endOffsetExclusive &&
    (request.wholeFirstBatch || first.sizeInBytes <= request.bytesMax);
  if (!isWanted) return nothing(request, start);
  if (start + first.sizeInBytes > chunk.length)
    return { kind: 'more', skippedBytes: start, lengthMin: first.sizeInBytes, offsetMin };
  const fault = checkBatch(chunk, start, first) ?? checkEpoch(first, place);
  if (fault !== null) throw corruptBytes(`${place.name}+${start}`, fault);
  return following(chunk, request, { start, first, place });
}

function batchAt(
  chunk: Buffer,
  { position, offsetMin }: { readonly position: number; readonly offsetMin: number },
  place: ChunkPlace,
): BatchHeader | null {
  const header = position > chunk.length ? null : readBatchHeader(chunk, position);
  if (header === null) return null;
  if (header.sizeInBytes < HEADER_BYTES || header.magic !== 2 || header.lastOffsetDelta < 0) {
    throw corruptBytes(`${place.name}+${position}`, 'no batch is there');
  }
  if (header.baseOffset < offsetMin || nextOffset(header) > place.offsetMax) {
    const range = `${header.baseOffset} to ${nextOffset(header)}`;
    throw corruptBytes(`${place.name}+${position}`, `offsets ${range} between ${offsetMin} and ${place.offsetMax}`);
  }
  return header;
}

/** Why a batch's leader epoch cannot be, or null. */
export function checkEpoch(
  { baseOffset, partitionLeaderEpoch }: BatchHeader,
  { epochAt }: Pick<ChunkPlace, 'epochAt'>,
): string | null {
  const epoch = epochAt(baseOffset);
  if (epoch === null || epoch === partitionLeaderEpoch) return null;
  return `leader epoch ${partitionLeaderEpoch} instead of ${epoch}`;
}

function nothing(request: LogReadRequest, endPosition: number): PickedBatches {
  const { startOffset } = request;
  return { kind: 'slice', slice: { records: [], sizeInBytes: 0, startOffset, nextOffset: startOffset }, endPosition };
}

/** The slice from a sound first batch on. The batch behind says whether the last one's offsets can be. */
function following(
  chunk: Buffer,
  request: LogReadRequest,
  { start, first, place }: { readonly start: number; readonly first: BatchHeader; readonly place: ChunkPlace },
): PickedBatches {
  let last = first;
  let lastStart = start;
  let end = start + first.sizeInBytes;
  for (let header = readBatchHeader(chunk, end); header !== null; header = readBatchHeader(chunk, end)) {
    if (header.baseOffset < nextOffset(last)) {
      // one of the two is harmed; which one, the next read tells
      if (last === first) throw corruptBytes(`${place.name}+${end}`, `offset ${header.baseOffset} comes twice`);
      return sliceOf(chunk, { start, end: lastStart, first, next: last.baseOffset });
    }
    const isWanted =
      nextOffset(header) <= request.endOffsetExclusive && end + header.sizeInBytes - start <= request.bytesMax;
    // a harmed one is met first, and refused, by the next read
    if (!isWanted || checkBatch(chunk, end, header) !== null || checkEpoch(header, place) !== null) break;
    lastStart = end;
    last = header;
    end += header.sizeInBytes;
  }
  return sliceOf(chunk, { start, end, first, next: nextOffset(last) });
}

function sliceOf(
  chunk: Buffer,
  {
    start,
    end,
    first,
    next,
  }: { readonly start: number; readonly end: number; readonly first: BatchHeader; readonly next: number },
): PickedBatches {
  const slice: LogSlice = {
    records: [chunk.subarray(start, end)],
    sizeInBytes: end - start,
    startOffset: toOffset(first.baseOffset),
    nextOffset: toOffset(next),
  };
  return { kind: 'slice', slice, endPosition: end };
}
