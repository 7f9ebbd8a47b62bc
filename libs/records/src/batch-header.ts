import { CODECS, type Codec } from './compression/codec';
import { readInt64 } from './int64';

/** Bytes of a batch before its first record. */
export const HEADER_BYTES = 61;
/** Bytes of a batch that `batchLength` does not count: the base offset and the length itself. */
export const LENGTH_OVERHEAD_BYTES = 12;
/** First byte that the CRC covers; it covers everything from here to the end of the batch. */
export const CRC_START = 21;

/** Where each field starts, in bytes from the start of the batch. Source: Kafka DefaultRecordBatch. */
export const FIELD = {
  baseOffset: 0,
  batchLength: 8,
  partitionLeaderEpoch: 12,
  magic: 16,
  crc: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  baseTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  baseSequence: 53,
  recordsCount: 57,
} as const;

/** Bits of `attributes`; the lowest three are the codec's number. */
export const ATTRIBUTE = {
  codecMask: 0x07,
  logAppendTime: 0x08,
  transactional: 0x10,
  control: 0x20,
  deleteHorizon: 0x40,
} as const;

/**
 * The first 61 bytes of a batch of magic 2, raw: −1 where the wire has −1, nothing judged yet.
 * Mutable on purpose: `placeBatch` and `validateProducedBatch` keep it in step with the bytes.
 * Source: Kafka DefaultRecordBatch.
 */
export interface BatchHeader {
  /** Offset of the batch's first record; 0 from a producer. */
  baseOffset: number;
  /** Whole batch, header included: 12 + batchLength. */
  sizeInBytes: number;
  /** Epoch of the leader that appended it; −1 or 0 from a producer. */
  partitionLeaderEpoch: number;
  magic: number;
  /** CRC-32C of everything from the attributes on, unsigned. */
  crc: number;
  /** Bits: see `ATTRIBUTE`. */
  attributes: number;
  /** Last offset − base offset; stays when compaction removes records. */
  lastOffsetDelta: number;
  /** What the records' timestamp deltas start from, ms. */
  baseTimestamp: number;
  /** Largest timestamp of the records, ms; the append time if that bit is set. */
  maxTimestamp: number;
  /** −1: not idempotent, and then epoch and sequence mean nothing. */
  producerId: number;
  producerEpoch: number;
  baseSequence: number;
  recordsCount: number;
}

/**
 * The header of the batch that starts at `position`; null when fewer than 61 bytes follow. Judges nothing.
 * @param position first byte of the batch
 */
export function readBatchHeader(bytes: Buffer, position = 0): BatchHeader | null {
  if (bytes.length - position < HEADER_BYTES) return null;
  return {
    baseOffset: readInt64(bytes, position),
    sizeInBytes: bytes.readInt32BE(position + FIELD.batchLength) + LENGTH_OVERHEAD_BYTES,
    partitionLeaderEpoch: bytes.readInt32BE(position + FIELD.partitionLeaderEpoch),
    magic: bytes.readInt8(position + FIELD.magic),
    crc: bytes.readUInt32BE(position + FIELD.crc),
    attributes: bytes.readInt16BE(position + FIELD.attributes),
    lastOffsetDelta: bytes.readInt32BE(position + FIELD.lastOffsetDelta),
    baseTimestamp: readInt64(bytes, position + FIELD.baseTimestamp),
    maxTimestamp: readInt64(bytes, position + FIELD.maxTimestamp),
    producerId: readInt64(bytes, position + FIELD.producerId),
    producerEpoch: bytes.readInt16BE(position + FIELD.producerEpoch),
    baseSequence: bytes.readInt32BE(position + FIELD.baseSequence),
    recordsCount: bytes.readInt32BE(position + FIELD.recordsCount),
  };
}

/** Whether the batch belongs to a transaction. */
export function isTransactional(header: BatchHeader): boolean {
  return (header.attributes & ATTRIBUTE.transactional) !== 0;
}

/** Whether the batch holds a marker for the brokers and clients instead of records. */
export function isControl(header: BatchHeader): boolean {
  return (header.attributes & ATTRIBUTE.control) !== 0;
}

/** Whether the records' time is the broker's: then every record's timestamp is `maxTimestamp`. */
export function hasLogAppendTime(header: BatchHeader): boolean {
  return (header.attributes & ATTRIBUTE.logAppendTime) !== 0;
}

/** Whether the batch carries a producer's id, epoch and sequence (KIP-98). */
export function hasProducer(header: BatchHeader): boolean {
  return header.producerId >= 0;
}

/** How the records are compressed; null for a number that names no codec (5, 6, 7). */
export function compressionOf(header: BatchHeader): Codec | null {
  return CODECS[header.attributes & ATTRIBUTE.codecMask] ?? null;
}

/** Offset of the batch's last record (or of the last one it once had). */
export function lastOffset(header: BatchHeader): number {
  return header.baseOffset + header.lastOffsetDelta;
}

/** Offset that the batch after this one starts at. Never computed from the count: compaction changes that. */
export function nextOffset(header: BatchHeader): number {
  return header.baseOffset + header.lastOffsetDelta + 1;
}

/** Sequence number of the last record: base + last offset delta, wrapping after 2^31 − 1. Only with a producer. */
export function lastSequence(header: BatchHeader): number {
  return (header.baseSequence + header.lastOffsetDelta) % 2 ** 31;
}
