import type { Refusal } from '@yak/model';
import type { Codec } from './codec';
import { compressGzip } from './gzip';
import { compressLz4 } from './lz4';
import { compressSnappy } from './snappy';
import { compressZstd } from './zstd';

/**
 * Compresses the records part of a batch. Runs on this thread; libraries are loaded at first use.
 * @returns the bytes, or UNSUPPORTED_COMPRESSION_TYPE where this Node cannot write zstd
 */
export async function compress(codec: Codec, source: Buffer): Promise<Buffer | Refusal> {
  switch (codec) {
    case 'none':
      return source;
    case 'gzip':
      return compressGzip(source);
    case 'snappy':
      return compressSnappy(source);
    case 'lz4':
      return compressLz4(source);
    case 'zstd':
      return compressZstd(source);
  }
}
