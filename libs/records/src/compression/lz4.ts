import { CorruptBatch } from '../corrupt-batch';
import { GrowingBuffer } from './growing-buffer';
import { compressLz4Block, decompressLz4Block } from './lz4-block';
import { xxhash32 } from './xxhash32';

const MAGIC = 0x184d2204;
const VERSION = 0x40;
const FLAG = {
  blockChecksum: 0x10,
  contentSize: 0x08,
  contentChecksum: 0x04,
  reserved: 0x02,
  dictionary: 0x01,
} as const;
const PLAIN_BLOCK = 0x80000000;
/** Version 1, independent blocks, no checksums; blocks of 64 KiB: what the clients of Kafka write. */
const WRITTEN_FLAGS = 0x60;
const WRITTEN_BLOCK_CODE = 0x40;
const WRITTEN_BLOCK_BYTES = 65_536;

/** What the header of a frame says. */
interface FrameHeader {
  readonly flags: number;
  readonly blockBytesMax: number;
  readonly contentSize: number | null;
  readonly endPosition: number;
}

/**
 * Decompresses one LZ4 frame and checks its header, block and content checksums. Throws CorruptBatch for bad bytes, a
 * dictionary, bytes after the frame, or more than `bytesMax` bytes. Source: LZ4 Frame Format 1.6; Kafka Lz4BlockInputStream.
 */
export function decompressLz4(source: Buffer, bytesMax: number): Buffer {
  const header = readFrameHeader(source);
  if (header.contentSize !== null && header.contentSize > bytesMax) {
    throw new CorruptBatch(`lz4: ${header.contentSize} bytes once decompressed, more than ${bytesMax}`);
  }
  const output = new GrowingBuffer(bytesMax, header.contentSize ?? source.length * 4);
  const at = readBlocks(source, header, output);
  const end = readContentChecksum(source, at, header, output);
  if (end !== source.length) throw new CorruptBatch('lz4: bytes after the frame');
  if (header.contentSize !== null && header.contentSize !== output.length)
    throw new CorruptBatch('lz4: the content size does not hold');
  return output.written();
}

function readFrameHeader(source: Buffer): FrameHeader {
  if (word(source, 0) !== MAGIC) throw new CorruptBatch('lz4: no frame');
  const flags = source[4] ?? 0;
  const blockCode = ((source[5] ?? 0) >>> 4) & 7;
  if ((flags & 0xc0) !== VERSION || (flags & FLAG.reserved) !== 0)
    throw new CorruptBatch(`lz4: unknown flags ${flags}`);
  if ((flags & FLAG.dictionary) !== 0) throw new CorruptBatch('lz4: a dictionary is needed');
  if (blockCode < 4) throw new CorruptBatch(`lz4: block size code ${blockCode}`);
  const hasContentSize = (flags & FLAG.contentSize) !== 0;
  const checksumAt = hasContentSize ? 14 : 6;
  const contentSize = hasContentSize ? word(source, 6) + word(source, 10) * 2 ** 32 : null;
  if (((xxhash32(source.subarray(4, checksumAt)) >>> 8) & 0xff) !== source[checksumAt]) {
    throw new CorruptBatch('lz4: the checksum of the frame header does not match');
  }
  return { flags, blockBytesMax: 2 ** (8 + 2 * blockCode), contentSize, endPosition: checksumAt + 1 };
}

/** Reads blocks up to the end mark and returns the position after it. */
function readBlocks(source: Buffer, header: FrameHeader, output: GrowingBuffer): number {
  let at = header.endPosition;
  for (let size = word(source, at); size !== 0; size = word(source, at)) {
    const length = size & ~PLAIN_BLOCK;
    const end = at + 4 + length;
    if (length > header.blockBytesMax || end > source.length) throw new CorruptBatch('lz4: a block is cut or too long');
    const block = source.subarray(at + 4, end);
    const checksumBytes = (header.flags & FLAG.blockChecksum) === 0 ? 0 : 4;
    if (checksumBytes > 0 && xxhash32(block) !== word(source, end))
      throw new CorruptBatch('lz4: the checksum of a block does not match');
    if (size >= PLAIN_BLOCK) output.append(block);
    else decompressLz4Block(block, output, header.blockBytesMax);
    at = end + checksumBytes;
  }
  return at + 4;
}

function readContentChecksum(source: Buffer, at: number, header: FrameHeader, output: GrowingBuffer): number {
  if ((header.flags & FLAG.contentChecksum) === 0) return at;
  if (word(source, at) !== xxhash32(output.written()))
    throw new CorruptBatch('lz4: the checksum of the content does not match');
  return at + 4;
}

function word(source: Buffer, at: number): number {
  if (at + 4 > source.length) throw new CorruptBatch('lz4: the frame is cut');
  return source.readUInt32LE(at);
}

/** Compresses into one LZ4 frame of independent 64 KiB blocks, which every Kafka client reads. */
export function compressLz4(source: Buffer): Buffer {
  const output = new GrowingBuffer(Infinity, source.length);
  const header = Buffer.alloc(7);
  header.writeUInt32LE(MAGIC, 0);
  header[4] = WRITTEN_FLAGS;
  header[5] = WRITTEN_BLOCK_CODE;
  header[6] = (xxhash32(header.subarray(4, 6)) >>> 8) & 0xff;
  output.append(header);
  for (let start = 0; start < source.length; start += WRITTEN_BLOCK_BYTES) {
    const block = source.subarray(start, start + WRITTEN_BLOCK_BYTES);
    const compressed = compressLz4Block(block);
    const isSmaller = compressed.length < block.length;
    output.append(littleEndian(isSmaller ? compressed.length : block.length + PLAIN_BLOCK));
    output.append(isSmaller ? compressed : block);
  }
  output.append(littleEndian(0));
  return output.written();
}

function littleEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
