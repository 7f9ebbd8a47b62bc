import fc from 'fast-check';
import { CorruptBatch } from '@yak/records';
import { compressLz4, decompressLz4 } from '../../../../libs/records/src/compression/lz4';

const HELLO = 'hello hello hello hello hello';
const MAX = 1_000_000;
const hex = (text: string): Buffer => Buffer.from(text, 'hex');

// Frames of lz4 1.9 from the command line.
const WITH_CONTENT_CHECKSUM = '04224d186440a70f0000006e68656c6c6f2006005068656c6c6f0000000079b1fff9';
const WITH_BLOCK_CHECKSUM = '04224d187440bd0f0000006e68656c6c6f2006005068656c6c6f98f6dc6d0000000079b1fff9';
const WITH_CONTENT_SIZE = '04224d186c401d000000000000003e0f0000006e68656c6c6f2006005068656c6c6f0000000079b1fff9';
const BARE = '04224d186040820f0000006e68656c6c6f2006005068656c6c6f00000000';

test.each([
  ['a content checksum', WITH_CONTENT_CHECKSUM],
  ['block checksums', WITH_BLOCK_CHECKSUM],
  ['a content size', WITH_CONTENT_SIZE],
  ['nothing more, as Kafka clients write it', BARE],
])('a frame with %s is read', (_name, frame) => {
  expect(decompressLz4(hex(frame), MAX).toString()).toBe(HELLO);
});

test('a frame that the checksums guard is refused with any byte changed or cut', () => {
  const frame = hex(WITH_BLOCK_CHECKSUM);
  for (let position = 0; position < frame.length; position += 1) {
    const harmed = Buffer.from(frame);
    harmed[position] = (harmed[position] ?? 0) ^ 0x01;
    expect(() => decompressLz4(harmed, MAX)).toThrow(CorruptBatch);
    expect(() => decompressLz4(frame.subarray(0, position), MAX)).toThrow(CorruptBatch);
  }
});

test.each([
  ['another magic', `05${BARE.slice(2)}`, 'no frame'],
  ['version 0', BARE.replace('6040', '2040'), 'unknown flags'],
  ['the reserved flag', BARE.replace('6040', '6240'), 'unknown flags'],
  ['a dictionary', BARE.replace('6040', '6140'), 'dictionary'],
  ['block size code 3', BARE.replace('6040', '6030'), 'block size code'],
  ['a wrong header checksum, as before magic 2', BARE.replace('604082', '604083'), 'frame header'],
  ['a block longer than allowed', BARE.replace('0f000000', '01000100'), 'cut or too long'],
  ['no end mark', BARE.slice(0, -8), 'cut'],
  ['bytes after it', `${BARE}00`, 'after the frame'],
  ['a wrong content checksum', `${WITH_CONTENT_CHECKSUM.slice(0, -2)}00`, 'checksum of the content'],
])('a frame with %s is refused', (_name, frame, message) => {
  expect(() => decompressLz4(hex(frame), MAX)).toThrow(message);
});

test('a content size that does not hold is refused', () => {
  const frame = hex(WITH_CONTENT_SIZE);
  frame[6] = 0x1e;
  frame[14] = 0xd8; // the header checksum that goes with it
  expect(() => decompressLz4(frame, MAX)).toThrow(CorruptBatch);
});

test('no more than the limit is decompressed, and a stated size over it is refused at once', () => {
  expect(() => decompressLz4(hex(BARE), 28)).toThrow('more than 28 bytes');
  expect(() => decompressLz4(hex(WITH_CONTENT_SIZE), 28)).toThrow('more than 28');
  expect(decompressLz4(hex(BARE), 29).toString()).toBe(HELLO);
});

test('what was compressed is what is decompressed, in independent blocks of 64 KiB', () => {
  const words = fc
    .array(fc.constantFrom('order', 'customer', ' ', 'x', '0123456789'.repeat(8)), { maxLength: 400 })
    .map((all) => Buffer.from(all.join('')));
  const noise = fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes));
  fc.assert(
    fc.property(fc.oneof(words, noise), (source) => {
      const frame = compressLz4(source);
      expect(frame.subarray(0, 7).toString('hex')).toBe('04224d18604082');
      expect(decompressLz4(frame, source.length || 1)).toEqual(source);
    }),
  );
});

test('what does not get smaller is stored as it is', () => {
  const source = Buffer.from('0123456789abcdef');
  const frame = compressLz4(source);
  expect(frame.readUInt32LE(7)).toBe(0x80000000 + source.length);
  const long = Buffer.alloc(200_000, 'again and again\n');
  expect(compressLz4(long).length).toBeLessThan(long.length / 20);
  expect(decompressLz4(compressLz4(long), long.length)).toEqual(long);
});
