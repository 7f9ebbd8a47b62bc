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
  let at = 0;
  while (at < source.length) {
    const token = source[at] ?? 0;
    let { length, position } = readLength(source, at + 1, token >>> 4);
    if (position + length > source.length || output.length + length > end)
      throw new CorruptBatch('lz4: literals do not fit');
    output.append(source.subarray(position, position + length));
    at = position + length;
    if (at === source.length) return; // the last sequence has no match
    if (at + 2 > source.length) throw new CorruptBatch('lz4: a match is cut');
    const distance = source.readUInt16LE(at);
    ({ length, position } = readLength(source, at + 2, token & 15));
    length += MATCH_BYTES_MIN;
    if (distance === 0 || distance > output.length) throw new CorruptBatch('lz4: a match from before the start');
    if (output.length + length > end) throw new CorruptBatch('lz4: more than a block holds');
    output.reserve(length);
    output.repeat(distance, length);
    at = position;
  }
}

function readLength(source: Buffer, start: number, nibble: number): { length: number; position: number } {
  let length = nibble;
  let position = start;
  if (nibble < 15) return { length, position };
  for (;;) {
    const byte = source[position];
    if (byte === undefined) throw new CorruptBatch('lz4: a length is cut');
    length += byte;
    position += 1;
    if (byte < 255) return { length, position };
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
    writeSequence(source.subarray(literalStart, at), output, { distance: at - candidate, length: end - at });
    at = end;
    literalStart = end;
  }
  writeSequence(source.subarray(literalStart), output, null);
  return output.written();
}

function writeSequence(
  literals: Buffer,
  output: GrowingBuffer,
  match: { distance: number; length: number } | null,
): void {
  const matchLength = match === null ? 0 : match.length - MATCH_BYTES_MIN;
  output.append(Uint8Array.of((Math.min(literals.length, 15) << 4) | Math.min(matchLength, 15)));
  writeLength(literals.length, output);
  output.append(literals);
  if (match === null) return;
  output.append(Uint8Array.of(match.distance & 0xff, match.distance >>> 8));
  writeLength(matchLength, output);
}

function writeLength(length: number, output: GrowingBuffer): void {
  if (length < 15) return;
  let rest = length - 15;
  for (; rest >= 255; rest -= 255) output.append(Uint8Array.of(255));
  output.append(Uint8Array.of(rest));
}
