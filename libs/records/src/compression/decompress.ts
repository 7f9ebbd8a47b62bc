import { assert } from '@yak/base';
import { CorruptBatch } from '../corrupt-batch';
import type { Codec } from './codec';
import { decompressGzip } from './gzip';
import { decompressLz4 } from './lz4';
import { decompressSnappy } from './snappy';
import { decompressZstd } from './zstd';

/**
 * Decompresses the records part of a batch; never gives or keeps more than `bytesMax` bytes (≥ 1). Runs on this thread;
 * libraries are loaded at first use. Throws CorruptBatch for bad bytes and for more than allowed.
 */
export async function decompress(codec: Codec, source: Buffer, bytesMax: number): Promise<Buffer> {
  assert(Number.isSafeInteger(bytesMax) && bytesMax >= 1, `bytesMax out of range: ${bytesMax}`);
  switch (codec) {
    case 'none':
      if (source.length > bytesMax) throw new CorruptBatch(`${source.length} bytes, more than ${bytesMax}`);
      return source;
    case 'gzip':
      return decompressGzip(source, bytesMax);
    case 'snappy':
      return decompressSnappy(source, bytesMax);
    case 'lz4':
      return decompressLz4(source, bytesMax);
    case 'zstd':
      return decompressZstd(source, bytesMax);
  }
}
