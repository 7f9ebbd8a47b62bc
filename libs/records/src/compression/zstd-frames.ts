import { CorruptBatch } from '../corrupt-batch';

const MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;
const CONTENT_SIZE_BYTES = [0, 2, 4, 8] as const;
const DICTIONARY_BYTES = [0, 1, 2, 4] as const;

/** One frame of a zstd stream. */
export interface ZstdFrame {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  /** Memory that its decoder has to keep. */
  readonly windowBytes: number;
}

/**
 * The frames of a zstd stream, found from their block headers without decompressing; skippable frames are left out.
 * Throws CorruptBatch for bad or cut bytes. Source: RFC 8878 §3.1.
 */
export function zstdFrames(source: Buffer): ZstdFrame[] {
  const frames: ZstdFrame[] = [];
  let at = 0;
  while (at < source.length) {
    const magic = unsigned(source, at, 4);
    if (magic - (magic % 16) === SKIPPABLE_MAGIC) {
      at += 8 + unsigned(source, at + 4, 4);
      continue;
    }
    if (magic !== MAGIC) throw new CorruptBatch('zstd: no frame');
    const frame = readFrame(source, at);
    frames.push(frame);
    at = frame.end;
  }
  if (at !== source.length || frames.length === 0) throw new CorruptBatch('zstd: the stream is cut');
  return frames;
}

function readFrame(source: Buffer, start: number): ZstdFrame {
  const descriptor = unsigned(source, start + 4, 1);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const sizeCode = descriptor >>> 6;
  const sizeBytes = sizeCode === 0 && isSingleSegment ? 1 : (CONTENT_SIZE_BYTES[sizeCode] ?? 0);
  const windowAt = start + 5;
  const sizeAt = windowAt + (isSingleSegment ? 0 : 1) + (DICTIONARY_BYTES[descriptor & 3] ?? 0);
  const windowBytes = isSingleSegment
    ? contentSize(source, sizeAt, sizeBytes)
    : windowSize(unsigned(source, windowAt, 1));
  const blocksEnd = skipBlocks(source, sizeAt + sizeBytes);
  const end = blocksEnd + ((descriptor & 0x04) === 0 ? 0 : 4);
  if (end > source.length) throw new CorruptBatch('zstd: a frame is cut');
  return { start, end, windowBytes };
}

function windowSize(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >>> 3));
  return base + (base / 8) * (descriptor & 7);
}

function contentSize(source: Buffer, at: number, sizeBytes: number): number {
  if (sizeBytes === 8) return unsigned(source, at, 4) + unsigned(source, at + 4, 4) * 2 ** 32;
  return unsigned(source, at, sizeBytes) + (sizeBytes === 2 ? 256 : 0);
}

function skipBlocks(source: Buffer, start: number): number {
  let at = start;
  for (;;) {
    const header = unsigned(source, at, 3);
    const isRunLength = ((header >>> 1) & 3) === 1;
    at += 3 + (isRunLength ? 1 : header >>> 3);
    if ((header & 1) === 1) return at;
  }
}

function unsigned(source: Buffer, at: number, byteLength: number): number {
  if (at + byteLength > source.length) throw new CorruptBatch('zstd: a frame is cut');
  return source.readUIntLE(at, byteLength);
}
