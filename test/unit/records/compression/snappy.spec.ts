import fc from 'fast-check';
import { CorruptBatch } from '@yak/records';
import { compressSnappy, decompressSnappy } from '../../../../libs/records/src/compression/snappy';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const MAX = 10_000_000;
const XERIAL = '82534e4150505900 00000001 00000001';

test.each([
  ['', '00'],
  ['a', '01 00 61'],
  ['x'.repeat(61), `3d f0 3c ${'78'.repeat(61)}`],
  ['abababab', '08 04 6162 16 0200'],
  ['ababababab', '0a 04 6162 11 02'],
  ['abcdabcd', '08 0c 61626364 0f 04000000'],
])('"%s" is read from the block %s', (text, block) => {
  expect(decompressSnappy(hex(block), MAX).toString()).toBe(text);
});

test('a stream as Java writes it is its blocks one after another', () => {
  const stream = hex(`${XERIAL} 00000003 010061 00000004 02046263`);
  expect(decompressSnappy(stream, MAX).toString()).toBe('abc');
  expect(decompressSnappy(hex(XERIAL), MAX)).toHaveLength(0);
});

test.each([
  ['nothing', ''],
  ['a length without an end', 'ff ff ff ff ff ff'],
  ['a length that the bytes cannot give', 'ff ff ff ff 0f 00 61'],
  ['a literal that is cut', '05 10 61 62'],
  ['a literal without its length', '05 f0'],
  ['a long literal without its length', '05 f4 01'],
  ['a literal longer than the block', '01 04 61 62'],
  ['a copy from before the start', '08 00 61 15 02'],
  ['a copy of distance 0', '08 00 61 15 00'],
  ['a copy that is cut', '08 00 61 16 01'],
  ['a copy longer than the block', '03 04 61 62 16 02 00'],
  ['less than the length', '05 04 61 62'],
  ['a xerial block that is cut', `${XERIAL} 00000009 010061`],
  ['a xerial block of negative length', `${XERIAL} ffffffff 010061`],
  ['a xerial length that is cut', `${XERIAL} 000000`],
])('%s is refused', (_name, bytes) => {
  expect(() => decompressSnappy(hex(bytes), MAX)).toThrow(CorruptBatch);
});

test('what was compressed is what is decompressed', () => {
  const words = fc
    .array(fc.constantFrom('order', 'customer', ' ', 'x', '0123456789'.repeat(8)), { maxLength: 400 })
    .map((all) => Buffer.from(all.join('')));
  const noise = fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes));
  fc.assert(
    fc.property(fc.oneof(words, noise), (source) => {
      expect(decompressSnappy(compressSnappy(source), source.length || 1)).toEqual(source);
    }),
  );
});

test('more than one fragment is compressed, and repetition makes it small', () => {
  const source = Buffer.alloc(200_000, 'a line of a log, again and again\n');
  const compressed = compressSnappy(source);
  expect(compressed.length).toBeLessThan(source.length / 10);
  expect(decompressSnappy(compressed, source.length)).toEqual(source);
  expect(() => decompressSnappy(compressed, source.length - 1)).toThrow(CorruptBatch);
});

test('no bytes whatever give more than the limit or an error of another kind', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.boolean(), (noise, isXerial) => {
      const bytes = Buffer.concat([isXerial ? hex(XERIAL) : Buffer.alloc(0), noise]);
      let length = 0;
      try {
        length = decompressSnappy(bytes, 1000).length;
      } catch (error) {
        expect(error).toBeInstanceOf(CorruptBatch);
      }
      expect(length).toBeLessThanOrEqual(1000);
    }),
  );
});
