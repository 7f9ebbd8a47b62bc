import { crc32c } from '@yak/base';
import { readInt64, writeInt64 } from '../int64';
import type { MutableProducerEntry, ProducerEntry } from './producer-entry';

const VERSION = 1;
const CRC_POSITION = 2;
const CRC_COVERS_FROM = 6;
const COUNT_POSITION = 6;
const ENTRIES_START = 10;
const ENTRY_BYTES = 46;
const NONE = -1;
const SEQUENCES = 2 ** 31;

/**
 * A `.snapshot` file: int16 version 1, uint32 CRC-32C of everything from byte 6 on, int32 count, then 46 bytes per producer:
 * int64 id, int16 epoch, int32 last sequence, int64 last offset, int32 offset delta, int64 timestamp,
 * int32 coordinator epoch, int64 first offset of the open transaction (−1: none). Only the last batch of the window is kept.
 * Source: Kafka ProducerStateManager, ProducerSnapshot.json.
 */
export function writeProducerSnapshot(entries: ReadonlyMap<number, ProducerEntry>): Buffer {
  const bytes = Buffer.alloc(ENTRIES_START + entries.size * ENTRY_BYTES);
  bytes.writeInt16BE(VERSION, 0);
  bytes.writeInt32BE(entries.size, COUNT_POSITION);
  let at = ENTRIES_START;
  for (const entry of entries.values()) {
    writeEntry(bytes, entry, at);
    at += ENTRY_BYTES;
  }
  bytes.writeUInt32BE(crc32c(bytes.subarray(CRC_COVERS_FROM)), CRC_POSITION);
  return bytes;
}

function writeEntry(bytes: Buffer, entry: ProducerEntry, at: number): void {
  const last = entry.batches.at(-1);
  writeInt64(bytes, entry.producerId, at);
  bytes.writeInt16BE(entry.producerEpoch, at + 8);
  bytes.writeInt32BE(last?.lastSequence ?? NONE, at + 10);
  writeInt64(bytes, last?.lastOffset ?? NONE, at + 14);
  bytes.writeInt32BE(last === undefined ? 0 : last.lastOffset - last.baseOffset, at + 22);
  writeInt64(bytes, entry.lastTimestampMs, at + 26);
  bytes.writeInt32BE(entry.coordinatorEpoch, at + 34);
  writeInt64(bytes, entry.transactionFirstOffset ?? NONE, at + 38);
}

/** The producers of a `.snapshot` file; null when it is cut, of another version or fails its CRC: replay from an older one. */
export function readProducerSnapshot(bytes: Buffer): MutableProducerEntry[] | null {
  if (bytes.length < ENTRIES_START || bytes.readInt16BE(0) !== VERSION) return null;
  if (crc32c(bytes.subarray(CRC_COVERS_FROM)) !== bytes.readUInt32BE(CRC_POSITION)) return null;
  const count = bytes.readInt32BE(COUNT_POSITION);
  if (bytes.length !== ENTRIES_START + count * ENTRY_BYTES) return null;
  return Array.from({ length: count }, (_, index) => readEntry(bytes, ENTRIES_START + index * ENTRY_BYTES));
}

function readEntry(bytes: Buffer, at: number): MutableProducerEntry {
  const lastOffset = readInt64(bytes, at + 14);
  const offsetDelta = bytes.readInt32BE(at + 22);
  const lastSequence = bytes.readInt32BE(at + 10);
  const lastTimestampMs = readInt64(bytes, at + 26);
  const transactionFirstOffset = readInt64(bytes, at + 38);
  const batch = {
    firstSequence: (lastSequence - offsetDelta + SEQUENCES) % SEQUENCES,
    lastSequence,
    baseOffset: lastOffset - offsetDelta,
    lastOffset,
    maxTimestampMs: lastTimestampMs,
  };
  return {
    producerId: readInt64(bytes, at),
    producerEpoch: bytes.readInt16BE(at + 8),
    coordinatorEpoch: bytes.readInt32BE(at + 34),
    lastTimestampMs,
    transactionFirstOffset: transactionFirstOffset < 0 ? null : transactionFirstOffset,
    batches: lastOffset < 0 ? [] : [batch],
  };
}
