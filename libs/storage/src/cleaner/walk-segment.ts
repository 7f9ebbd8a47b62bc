import { type BatchHeader, checkBatch, HEADER_BYTES, nextOffset, readBatchHeader } from '@yak/records';
import { checkEpoch, corruptBytes } from '../log/pick-batches';
import type { Segment } from '../log/segment';
import type { OpenFiles } from '../open-files';

/** A batch of a segment, whole and with a right CRC. */
export interface StoredBatch {
  readonly header: BatchHeader;
  /** stays as it is after the walk has gone on */
  readonly bytes: Buffer;
}

/** How a walk reads. */
export interface SegmentWalk {
  readonly files: OpenFiles;
  readonly chunkBytes: number;
  /** told of each read, before its batches are given out; rejects to end the walk */
  readonly spent: (bytes: number) => Promise<void>;
  /** the leader epoch of an offset, null where it is not known any more */
  readonly epochAt: (offset: number) => number | null;
}

/**
 * The batches of a closed segment in order. Rejects with `YAK_STORAGE_CORRUPT` at bytes that are no sound batch, or one whose base
 * offset or leader epoch cannot be: the CRC covers neither, and what shows that they are harmed, the batches around, may go.
 */
export async function* walkSegment(segment: Segment, walk: SegmentWalk): AsyncGenerator<StoredBatch, void, undefined> {
  let position = 0;
  let offsetMin = segment.baseOffset;
  let lengthMin = HEADER_BYTES;
  while (position < segment.sizeInBytes) {
    const chunk = await readChunk(segment, { position, lengthMin }, walk);
    await walk.spent(chunk.length);
    let at = 0;
    lengthMin = HEADER_BYTES;
    for (let header = readBatchHeader(chunk, at); header !== null; header = readBatchHeader(chunk, at)) {
      if (header.sizeInBytes > chunk.length - at && position + at + header.sizeInBytes <= segment.sizeInBytes) {
        lengthMin = header.sizeInBytes;
        break;
      }
      const fault = checkBatch(chunk, at, header) ?? checkPlace(header, offsetMin, segment, walk);
      if (fault !== null) throw corruptBytes(`${segment.logPath} at ${position + at}`, fault);
      yield { header, bytes: chunk.subarray(at, at + header.sizeInBytes) };
      at += header.sizeInBytes;
      offsetMin = nextOffset(header);
    }
    if (at === 0 && lengthMin === HEADER_BYTES)
      throw corruptBytes(`${segment.logPath} at ${position}`, 'the file ends before its batches do');
    position += at;
  }
}

function checkPlace(
  header: BatchHeader,
  offsetMin: number,
  segment: Segment,
  walk: Pick<SegmentWalk, 'epochAt'>,
): string | null {
  const { baseOffset, lastOffsetDelta } = header;
  if (lastOffsetDelta >= 0 && baseOffset >= offsetMin && nextOffset(header) <= segment.nextOffset)
    return checkEpoch(header, walk);
  return `offsets ${baseOffset} to ${nextOffset(header)} between ${offsetMin} and ${segment.nextOffset}`;
}

async function readChunk(
  segment: Segment,
  place: { readonly position: number; readonly lengthMin: number },
  walk: SegmentWalk,
): Promise<Buffer> {
  const wanted = Math.min(Math.max(walk.chunkBytes, place.lengthMin), segment.sizeInBytes - place.position);
  const target = Buffer.allocUnsafeSlow(wanted);
  const count = await walk.files.use(segment.logPath, 'existing', (file) => file.read(target, place.position));
  if (count < wanted) throw corruptBytes(`${segment.logPath} at ${place.position}`, 'the file ends early');
  return target;
}
