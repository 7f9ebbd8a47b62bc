import { CorruptBatch } from '../corrupt-batch';
import { GrowingBuffer } from './growing-buffer';

const MATCH_BYTES_MIN = 4;
/** The last five bytes of a block are always literals, and no match starts in its last twelve. */
const LAST_LITERALS_BYTES = 5;
const MATCH_FREE_BYTES = 12;
const HASH_BITS = 14;
const HASH_MULTIPLIER = 0x9e3779b1;

/**
 * Decompresses one LZ4 block to the end of `output`. Matches may reach back into what is there (linked blocks).
 * Throws CorruptBatch for bad bytes or more than `blockBytesMax`. Source: LZ4 Block Format.
 */
export function decompressLz4Block(source: Buffer, output: GrowingBuffer, blockBytesMax: number): void {
  const end = output.length + blockBytesMax;
  const reader = new SequenceReader(source);
  while (reader.position < source.length) {
    const token = reader.readByte();
    const literals = reader.readLength(token >>> 4);
    const start = reader.skip(literals);
    if (output.length + literals > end) throw new CorruptBatch('lz4: more than a block holds');
    output.appendRange(source, start, start + literals);
    if (reader.position === source.length) return; // the last sequence has no match
    const distance = reader.readByte() | (reader.readByte() << 8);
    const length = reader.readLength(token & 15) + MATCH_BYTES_MIN;
    if (distance === 0 || distance > output.length) throw new CorruptBatch('lz4: a match from before the start');
    if (output.length + length > end) throw new CorruptBatch('lz4: more than a block holds');
    output.repeat(distance, length);
  }
}

class SequenceReader {
  position = 0;

  constructor(readonly source: Buffer) {}

  readByte(): number {
    const byte = this.source[this.position];
    if (byte === undefined) throw new CorruptBatch('lz4: a block is cut');
    this.position += 1;
    return byte;
  }

  readLength(nibble: number): number {
    let length = nibble;
    if (nibble < 15) return length;
    for (;;) {
      const byte = this.readByte();
      length += byte;
      if (byte < 255) return length;
    }
  }

  /** Moves over `count` bytes and returns where they start. */
  skip(count: number): number {
    const start = this.position;
    if (start + count > this.source.length) throw new CorruptBatch('lz4: literals are cut');
    this.position += count;
    return start;
  }
}

/** Compresses one block of at most 64 KiB; may come out larger. */
export function compressLz4Block(source: Buffer): Buffer {
  const output = new GrowingBuffer(Infinity, source.length);
  const table = new Int32Array(2 ** HASH_BITS).fill(-1);
  const matchLimit = source.length - MATCH_FREE_BYTES;
  const endLimit = source.length - LAST_LITERALS_BYTES;
  let literalStart = 0;
  let at = 0;
  while (at < matchLimit) {
    const word = source.readInt32LE(at);
    const slot = Math.imul(word, HASH_MULTIPLIER) >>> (32 - HASH_BITS);
    const candidate = table[slot] ?? -1;
    table[slot] = at;
    if (candidate < 0 || source.readInt32LE(candidate) !== word) {
      at += 1 + ((at - literalStart) >>> 6); // the longer nothing repeats, the larger the steps
      continue;
    }
    let end = at + MATCH_BYTES_MIN;
    while (end < endLimit && source[end] === source[candidate + end - at]) end += 1;
    writeSequence(output, source.subarray(literalStart, at), { distance: at - candidate, length: end - at });
    at = end;
    literalStart = end;
  }
  writeSequence(output, source.subarray(literalStart), null);
  return output.written();
}

function writeSequence(
  output: GrowingBuffer,
  literals: Buffer,
  match: { distance: number; length: number } | null,
): void {
  const matchLength = match === null ? 0 : match.length - MATCH_BYTES_MIN;
  output.appendByte((Math.min(literals.length, 15) << 4) | Math.min(matchLength, 15));
  writeLength(literals.length, output);
  output.appendRange(literals, 0, literals.length);
  if (match === null) return;
  output.appendByte(match.distance & 0xff);
  output.appendByte(match.distance >>> 8);
  writeLength(matchLength, output);
}

function writeLength(length: number, output: GrowingBuffer): void {
  if (length < 15) return;
  let rest = length - 15;
  for (; rest >= 255; rest -= 255) output.appendByte(255);
  output.appendByte(rest);
}
