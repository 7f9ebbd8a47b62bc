import { crc32c as nativeCrc32c } from '@node-rs/crc32';

/**
 * CRC-32C (Castagnoli) of some bytes, as an unsigned 32-bit integer.
 * @param bytes    the bytes; not changed, not kept
 * @param previous the CRC of the bytes before these, to go on from
 */
export function crc32c(bytes: Uint8Array, previous?: number): number {
  return nativeCrc32c(bytes, previous);
}
