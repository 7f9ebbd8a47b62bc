import { type BatchHeader, checkBatch, HEADER_BYTES, readBatchHeader } from '@yak/records';
import type { DiskFile } from '@yak/storage';

/** One batch of a segment file. */
export interface SegmentBatch {
  /** Bytes from the start of the file. */
  readonly position: number;
  readonly header: BatchHeader;
  /** The whole batch; a view that the next step overwrites. */
  readonly bytes: Buffer;
  /** What is wrong with it (magic, CRC); null when sound. */
  readonly fault: string | null;
}

/** Where a walk ended. */
export interface SegmentEnd {
  /** Bytes of whole batches. */
  readonly position: number;
  /** Why what follows is no batch; null at the end of the file. */
  readonly fault: string | null;
}

const readAt = async (file: DiskFile, position: number, length: number): Promise<Buffer> => {
  const target = Buffer.allocUnsafe(length);
  return target.subarray(0, await file.read(target, position));
};

/** Walks a segment file batch by batch; the generator's result says where it ended and why. */
export async function* walkSegment(file: DiskFile, sizeInBytes: number): AsyncGenerator<SegmentBatch, SegmentEnd> {
  const windowBytes = 1024 * 1024;
  let window: Buffer = Buffer.alloc(0);
  let windowStart = 0;
  let position = 0;
  const bytesFrom = async (start: number, length: number): Promise<Buffer> => {
    const inside = start - windowStart;
    if (inside >= 0 && inside + length <= window.length) return window.subarray(inside, inside + length);
    window = await readAt(file, start, Math.min(Math.max(length, windowBytes), sizeInBytes - start));
    windowStart = start;
    return window.subarray(0, length);
  };
  while (position < sizeInBytes) {
    const rest = sizeInBytes - position;
    const header = readBatchHeader(await bytesFrom(position, Math.min(HEADER_BYTES, rest)));
    if (header === null) return { position, fault: `${rest} bytes, fewer than the header of a batch` };
    if (header.sizeInBytes < HEADER_BYTES)
      return { position, fault: `batch of ${header.sizeInBytes} bytes, smaller than its header` };
    if (header.sizeInBytes > rest)
      return { position, fault: `batch of ${header.sizeInBytes} bytes, cut after ${rest}` };
    const bytes = await bytesFrom(position, header.sizeInBytes);
    yield { position, header, bytes, fault: checkBatch(bytes, 0, header) };
    position += header.sizeInBytes;
  }
  return { position, fault: null };
}
