import { type BatchHeader, checkBatch, HEADER_BYTES, nextOffset, readBatchHeader } from '@yak/records';
import type { DiskFile } from '../disk';

/** Bytes read at once while scanning. */
const CHUNK_BYTES = 1024 * 1024;
const HEADERS_CHUNK_BYTES = 16 * 1024;

/** One batch met by a scan. */
export interface ScannedBatch {
  readonly header: BatchHeader;
  /** where it starts in the file */
  readonly position: number;
  /** the whole batch, only until the next one is looked at; null when only headers were asked for */
  readonly bytes: Buffer | null;
  /** what is wrong with its bytes (CRC), null when sound or not looked at */
  readonly fault: string | null;
}

/** What a scan looks at. Offsets and positions rise. */
export interface ScanRequest {
  readonly file: DiskFile;
  readonly position: number;
  readonly endPosition: number;
  /** the first batch begins at this offset or later */
  readonly offsetMin: number;
  /** `headers` trusts the bytes behind them; `bytes` reads them too; `checked` compares the CRC */
  readonly depth: 'headers' | 'bytes' | 'checked';
}

/** Where a scan ended. */
export interface ScanResult {
  /** behind the last whole batch */
  readonly position: number;
  readonly nextOffset: number;
  /** why what follows is no batch; null at the end */
  readonly fault: string | null;
}

class Window {
  #bytes = Buffer.alloc(0);
  #start = 0;

  constructor(
    private readonly file: DiskFile,
    private readonly endPosition: number,
    private readonly chunkBytes: number,
  ) {}

  /** At least `length` bytes from `position`, or what the file has. */
  async at(position: number, length: number): Promise<Buffer> {
    const inside = position - this.#start;
    if (inside >= 0 && inside + length <= this.#bytes.length) return this.#bytes.subarray(inside);
    const wanted = Math.min(Math.max(length, this.chunkBytes), this.endPosition - position);
    const target = Buffer.allocUnsafeSlow(Math.max(0, wanted));
    const count = await this.file.read(target, position);
    this.#bytes = target.subarray(0, count);
    this.#start = position;
    return this.#bytes;
  }
}

function headerFault(
  header: BatchHeader,
  request: ScanRequest,
  place: { position: number; offsetMin: number },
): string | null {
  if (header.sizeInBytes < HEADER_BYTES) return `batch of ${header.sizeInBytes} bytes, smaller than its header`;
  const available = request.endPosition - place.position;
  if (header.sizeInBytes > available) return `batch of ${header.sizeInBytes} bytes, cut after ${available}`;
  if (header.magic !== 2) return `magic ${header.magic} instead of 2`;
  if (header.lastOffsetDelta < 0) return `last offset delta ${header.lastOffsetDelta}`;
  if (header.baseOffset < place.offsetMin)
    return `base offset ${header.baseOffset} where ${place.offsetMin} or more must follow`;
  return null;
}

/**
 * Walks the batches of a segment file in order. Ends at the first bytes that are no whole batch, at the end, or when `visit` returns false.
 * A wrong CRC alone does not end it: `visit` sees the fault and decides.
 */
export async function scanBatches(request: ScanRequest, visit: (batch: ScannedBatch) => boolean): Promise<ScanResult> {
  const { file, endPosition, depth } = request;
  const window = new Window(file, endPosition, depth === 'headers' ? HEADERS_CHUNK_BYTES : CHUNK_BYTES);
  let { position, offsetMin } = request;
  while (position < endPosition) {
    const head = await window.at(position, HEADER_BYTES);
    const header = readBatchHeader(head);
    if (header === null)
      return { position, nextOffset: offsetMin, fault: `${endPosition - position} bytes, fewer than a header` };
    const fault = headerFault(header, request, { position, offsetMin });
    if (fault !== null) return { position, nextOffset: offsetMin, fault };
    const bytes =
      depth === 'headers' ? null : (await window.at(position, header.sizeInBytes)).subarray(0, header.sizeInBytes);
    if (bytes !== null && bytes.length < header.sizeInBytes)
      return { position, nextOffset: offsetMin, fault: 'the file ends early' };
    const harm = depth === 'checked' && bytes !== null ? checkBatch(bytes, 0, header) : null;
    if (!visit({ header, position, bytes, fault: harm })) return { position, nextOffset: offsetMin, fault: null };
    position += header.sizeInBytes;
    offsetMin = nextOffset(header);
  }
  return { position, nextOffset: offsetMin, fault: null };
}
