import { encodePlainBatch } from '@yak/records';

/** A batch of so many records from an offset on; values are `v<offset>`. */
export function batchAt(baseOffset: number, count: number): Buffer {
  const records = Array.from({ length: count }, (_, index) => ({
    timestampMs: 1_000 + index,
    value: Buffer.from(`v${baseOffset + index}`),
  }));
  return encodePlainBatch({ baseOffset, records });
}

/** One entry of an `.index` file. */
export function indexEntry(relativeOffset: number, position: number): Buffer {
  const entry = Buffer.alloc(8);
  entry.writeInt32BE(relativeOffset);
  entry.writeInt32BE(position, 4);
  return entry;
}

/** One entry of a `.timeindex` file. */
export function timeEntry(timestampMs: number, relativeOffset: number): Buffer {
  const entry = Buffer.alloc(12);
  entry.writeBigInt64BE(BigInt(timestampMs));
  entry.writeInt32BE(relativeOffset, 8);
  return entry;
}
