import type { Random } from '@yak/base';

const VERSION_BYTE = 6;
const VARIANT_BYTE = 8;

/** A random UUID (version 4) in its usual form with hyphens, drawn from the port. Source: RFC 9562 §5.4. */
export function randomUuid(random: Random): string {
  const bytes = Buffer.from(random.bytes(16));
  bytes.writeUInt8((bytes.readUInt8(VERSION_BYTE) & 0x0f) | 0x40, VERSION_BYTE);
  bytes.writeUInt8((bytes.readUInt8(VARIANT_BYTE) & 0x3f) | 0x80, VARIANT_BYTE);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
