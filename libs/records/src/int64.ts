const WORD = 2 ** 32;

/** A signed 64-bit integer as a number: exact within ±2^53, else the nearest double (`Number.isSafeInteger` tells). */
export function readInt64(bytes: Buffer, position: number): number {
  return bytes.readInt32BE(position) * WORD + bytes.readUInt32BE(position + 4);
}

/** Writes a safe integer as a signed 64-bit one. */
export function writeInt64(bytes: Buffer, value: number, position: number): void {
  const high = Math.floor(value / WORD);
  bytes.writeInt32BE(high, position);
  bytes.writeUInt32BE(value - high * WORD, position + 4);
}
