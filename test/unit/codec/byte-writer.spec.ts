import { AssertionFailure } from '@yak/base';
import { authenticatedBudget, ByteReader, ByteWriter } from '@yak/codec';
import fc from 'fast-check';
import { BY_REFERENCE_BYTES_MIN } from '../../../libs/codec/src/byte-writer';

const written = (write: (writer: ByteWriter) => void, capacity?: number): string => {
  const writer = new ByteWriter(capacity);
  write(writer);
  return Buffer.concat(writer.finish()).toString('hex');
};

test('varints come back as they were written', () => {
  fc.assert(
    fc.property(fc.nat(2 ** 32 - 1), (value) => {
      const bytes = Buffer.from(
        written((writer) => {
          writer.uvarint(value);
        }),
        'hex',
      );
      return new ByteReader(bytes, 0, authenticatedBudget).uvarint() === value;
    }),
  );
});

test.each`
  value                      | hex
  ${0}                       | ${'0000000000000000'}
  ${1}                       | ${'0000000000000001'}
  ${-1}                      | ${'ffffffffffffffff'}
  ${4294967296}              | ${'0000000100000000'}
  ${-4294967297}             | ${'fffffffeffffffff'}
  ${Number.MAX_SAFE_INTEGER} | ${'001fffffffffffff'}
  ${Number.MIN_SAFE_INTEGER} | ${'ffe0000000000001'}
  ${2n ** 63n - 1n}          | ${'7fffffffffffffff'}
  ${-(2n ** 63n)}            | ${'8000000000000000'}
  ${2 ** 63}                 | ${'7fffffffffffffff'}
  ${-(2 ** 70)}              | ${'8000000000000000'}
`('the int64 $value is written as $hex', ({ value, hex }: { value: number | bigint; hex: string }) => {
  expect(
    written((writer) => {
      writer.putInt64(writer.reserve(8), value);
    }),
  ).toBe(hex);
});

test('a writer that is too small grows and loses nothing', () => {
  const text = 'häufig '.repeat(100);
  const hex = written((writer) => {
    for (let count = 0; count < 20; count += 1) writer.string(text, false);
  }, 4);
  expect(hex).toBe((Buffer.from([0x03, 0x20]).toString('hex') + Buffer.from(text).toString('hex')).repeat(20));
});

test('big byte fields are passed on by reference, small ones are merged with their neighbours', () => {
  const big = Buffer.alloc(BY_REFERENCE_BYTES_MIN, 7);
  const writer = new ByteWriter();
  writer.byteField(Buffer.from('ab'));
  writer.byteField(big);
  writer.compactByteField([big, Buffer.from('c')]);
  const frames = writer.finish();
  expect(frames.map((frame) => frame.length)).toEqual([10, 512, 2, 512, 1]);
  expect(frames[1]).toBe(big);
  expect(frames[3]).toBe(big);
});

test('a tagged field is preceded by its size, however long it is, and its bytes are merged', () => {
  for (const length of [0, 126, 127, 128, 16_381, 16_390, 70_000]) {
    const hex = written((writer) => {
      writer.int8(0xaa);
      const mark = writer.openTag();
      writer.compactByteField(Buffer.alloc(length, 1));
      writer.closeTag(mark);
      writer.int8(0xbb);
    });
    const reader = new ByteReader(Buffer.from(hex, 'hex'), 1, authenticatedBudget);
    const size = reader.uvarint();
    expect(size).toBe(reader.bytes.length - reader.position - 1);
    expect(reader.uvarint()).toBe(length + 1);
    expect(reader.bytes.at(-1)).toBe(0xbb);
  }
});

test('a text beyond the limit is our fault, unless it is for people: then it is cut at a character', () => {
  const text = 'ü'.repeat(20_000);
  expect(() =>
    written((writer) => {
      writer.string(text, false);
    }),
  ).toThrow(AssertionFailure);
  const cut = Buffer.from(
    written((writer) => {
      writer.string(text, true);
    }),
    'hex',
  );
  expect(cut.readInt16BE(0)).toBe(cut.length - 2);
  expect(cut.toString('utf8', 2)).toBe('ü'.repeat(10_922));
});

test.each(['', 'ab', '0'.repeat(31) + 'g', '0'.repeat(33)])('the id "%s" is our fault', (id) => {
  expect(() =>
    written((writer) => {
      writer.putUuid(writer.reserve(16), id);
    }),
  ).toThrow(AssertionFailure);
});

test('null where the version has none is our fault and names the field', () => {
  expect(() => new ByteWriter().refuseNull('topics[].name')).toThrow('topics[].name');
});
