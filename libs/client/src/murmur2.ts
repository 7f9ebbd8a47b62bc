const SEED = 0x9747b28c;
const M = 0x5bd1e995;
const R = 24;

/**
 * MurmurHash 2 over bytes as Kafka's Java client computes it: little-endian blocks of four, wrapping at 32 bits.
 * @returns a signed 32-bit integer
 * Source: Kafka Utils.murmur2.
 */
export function murmur2(bytes: Uint8Array): number {
  const length = bytes.length;
  const blocksEnd = length & ~3;
  let hash = SEED ^ length;
  for (let i = 0; i < blocksEnd; i += 4) {
    let block =
      byteAt(bytes, i) | (byteAt(bytes, i + 1) << 8) | (byteAt(bytes, i + 2) << 16) | (byteAt(bytes, i + 3) << 24);
    block = Math.imul(block, M);
    block ^= block >>> R;
    hash = Math.imul(hash, M) ^ Math.imul(block, M);
  }
  const left = length - blocksEnd;
  if (left === 3) hash ^= byteAt(bytes, blocksEnd + 2) << 16;
  if (left >= 2) hash ^= byteAt(bytes, blocksEnd + 1) << 8;
  if (left >= 1) hash = Math.imul(hash ^ byteAt(bytes, blocksEnd), M);
  hash = Math.imul(hash ^ (hash >>> 13), M);
  return (hash ^ (hash >>> 15)) | 0;
}

const byteAt = (bytes: Uint8Array, index: number): number => bytes[index] ?? 0;
