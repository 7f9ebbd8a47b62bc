import { CorruptBatch } from '../corrupt-batch';

/** Decompresses gzip members. Throws CorruptBatch for bad bytes or more than `bytesMax` bytes. */
export async function decompressGzip(source: Buffer, bytesMax: number): Promise<Buffer> {
  const { gunzipSync } = await import('node:zlib');
  try {
    return gunzipSync(source, { maxOutputLength: bytesMax });
  } catch (cause) {
    throw new CorruptBatch('gzip: bad bytes or more than allowed', { cause });
  }
}

/** Compresses into one gzip member. */
export async function compressGzip(source: Buffer): Promise<Buffer> {
  const { gzipSync } = await import('node:zlib');
  return gzipSync(source);
}
