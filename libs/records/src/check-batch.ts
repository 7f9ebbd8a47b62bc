import { crc32c } from '@yak/base';
import { type BatchHeader, CRC_START, HEADER_BYTES } from './batch-header';

/**
 * Why the bytes at `position` are no whole, unharmed batch, or null when they are: size, magic, CRC-32C.
 * For recovery and for reads from disk; looks at no record.
 * @param header what `readBatchHeader(bytes, position)` gave
 */
export function checkBatch(bytes: Buffer, position: number, header: BatchHeader): string | null {
  if (header.sizeInBytes < HEADER_BYTES) return `batch of ${header.sizeInBytes} bytes, smaller than its header`;
  const available = bytes.length - position;
  if (header.sizeInBytes > available) return `batch of ${header.sizeInBytes} bytes, cut after ${available}`;
  if (header.magic !== 2) return `magic ${header.magic} instead of 2`;
  const crc = crcOf(bytes, position, header.sizeInBytes);
  return crc === header.crc ? null : `CRC-32C ${hexadecimal(crc)} instead of ${hexadecimal(header.crc)}`;
}

/** The CRC-32C that a batch of this place and size should carry. */
export function crcOf(bytes: Buffer, position: number, sizeInBytes: number): number {
  return crc32c(bytes.subarray(position + CRC_START, position + sizeInBytes));
}

const hexadecimal = (crc: number): string => `0x${crc.toString(16).padStart(8, '0')}`;
