import { GrowingBuffer } from '../../../../libs/records/src/compression/growing-buffer';
import { compressLz4Block, decompressLz4Block } from '../../../../libs/records/src/compression/lz4-block';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

function decompress(block: Buffer, before = '', blockBytesMax = 65_536): string {
  const output = new GrowingBuffer(1_000_000);
  output.append(Buffer.from(before));
  decompressLz4Block(block, output, blockBytesMax);
  return output.written().toString();
}

test.each([
  ['30 616263', 'abc'],
  ['14 61 0100 10 62', 'aaaaaaaaab'],
  ['1f 61 0100 00 10 62', `${'a'.repeat(20)}b`],
  ['24 6162 0200 00', 'ababababab'],
  [`f0 01 ${'61'.repeat(16)}`, 'a'.repeat(16)],
])('the block %s holds "%s"', (block, text) => {
  expect(decompress(hex(block))).toBe(text);
});

test('a match may reach into the block before', () => {
  expect(decompress(hex('00 0300 10 21'), 'abc')).toBe('abcabca!');
});

test.each([
  ['literals that are cut', '30 6162'],
  ['a length that is cut', 'f0 ff'],
  ['a distance that is cut', '14 61 01'],
  ['a match length that is cut', '1f 61 0100'],
  ['a distance of 0', '14 61 0000'],
  ['a match from before the start', '14 61 0200'],
])('%s is refused', (_name, block) => {
  expect(() => decompress(hex(block))).toThrow('lz4');
});

test.each([
  ['literals', '30 616263', 2],
  ['a match', '14 61 0100', 8],
])('%s beyond the size of a block are refused', (_name, block, blockBytesMax) => {
  expect(() => decompress(hex(block), '', blockBytesMax)).toThrow('more than a block holds');
});

test.each([0, 1, 4, 11, 12, 13, 20, 100, 5000, 65_536])(
  'a block of %i bytes comes back, and ends in five literals',
  (length) => {
    const source = Buffer.alloc(length, 'repeated, ');
    const block = compressLz4Block(source);
    expect(decompress(block)).toBe(source.toString());
    const literals = Math.min(5, length);
    expect(block.subarray(block.length - literals)).toEqual(source.subarray(length - literals));
  },
);
