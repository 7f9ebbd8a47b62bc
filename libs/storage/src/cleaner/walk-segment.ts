import { type BatchHeader, checkBatch, HEADER_BYTES, readBatchHeader } from '@yak/records';
import { corruptBytes } from '../log/pick-batches';
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
}

/** The batches of a closed segment in order. Rejects with `YAK_STORAGE_CORRUPT` at bytes that are no sound batch. */
export async function* walkSegment(segment: Segment, walk: SegmentWalk): AsyncGenerator<StoredBatch, void, undefined> {
  let position = 0;
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
      const fault = checkBatch(chunk, at, header);
      if (fault !== null) throw corruptBytes(`${segment.logPath} at ${position + at}`, fault);
      yield { header, bytes: chunk.subarray(at, at + header.sizeInBytes) };
      at += header.sizeInBytes;
    }
    if (at === 0 && lengthMin === HEADER_BYTES)
      throw corruptBytes(`${segment.logPath} at ${position}`, 'the file ends before its batches do');
    position += at;
  }
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
