import { ErrorCode, refusal, type Refusal } from '@yak/model';
import { CorruptBatch } from '../corrupt-batch';
import { GrowingBuffer } from './growing-buffer';
import { zstdFrames } from './zstd-frames';

/** What Node's zlib offers from 22.15 on. */
interface NativeZstd {
  zstdCompressSync(source: Uint8Array): Buffer;
  zstdDecompressSync(source: Uint8Array, options: { maxOutputLength: number }): Buffer;
}

/** Decoders have to manage windows of this size; larger ones only up to the caller's limit. Source: RFC 8878 §3.1.1.1.2. */
const WINDOW_BYTES = 8 * 1024 * 1024;

/** Decompresses zstd frames, also without a stated size. Throws CorruptBatch for bad bytes or more than `bytesMax` bytes. */
export async function decompressZstd(source: Buffer, bytesMax: number): Promise<Buffer> {
  for (const frame of zstdFrames(source)) {
    if (frame.windowBytes > Math.max(bytesMax, WINDOW_BYTES))
      throw new CorruptBatch(`zstd: a window of ${frame.windowBytes} bytes`);
  }
  const native = await nativeZstd();
  try {
    return native === null
      ? await decompressStreaming(source, bytesMax)
      : native.zstdDecompressSync(source, { maxOutputLength: bytesMax });
  } catch (cause) {
    throw cause instanceof CorruptBatch ? cause : new CorruptBatch('zstd: bad bytes or more than allowed', { cause });
  }
}

/** Compresses into one zstd frame, or UNSUPPORTED_COMPRESSION_TYPE where this Node has no zstd. */
export async function compressZstd(source: Buffer): Promise<Buffer | Refusal> {
  const native = await nativeZstd();
  if (native !== null) return native.zstdCompressSync(source);
  return refusal(ErrorCode.UNSUPPORTED_COMPRESSION_TYPE, 'this Node cannot write zstd: it needs 22.15 or later');
}

async function nativeZstd(): Promise<NativeZstd | null> {
  const zlib: object = await import('node:zlib');
  return 'zstdDecompressSync' in zlib ? (zlib as unknown as NativeZstd) : null;
}

/** One frame after the other, piece by piece: the limit stops a bomb while it unfolds. */
async function decompressStreaming(source: Buffer, bytesMax: number): Promise<Buffer> {
  const { Decompress } = await import('fzstd');
  const output = new GrowingBuffer(bytesMax, source.length * 4);
  for (const { start, end } of zstdFrames(source)) {
    const stream = new Decompress((piece) => output.append(piece));
    stream.push(source.subarray(start, end), true);
  }
  return output.written();
}
