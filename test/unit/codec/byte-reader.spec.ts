import { authenticatedBudget, ByteReader, MalformedRequest } from '@yak/codec';

const readerOf = (hex: string): ByteReader => new ByteReader(Buffer.from(hex, 'hex'), 0, authenticatedBudget);

test.each`
  hex             | value
  ${'00'}         | ${0}
  ${'7f'}         | ${127}
  ${'8001'}       | ${128}
  ${'ffff03'}     | ${65535}
  ${'ffffff7f'}   | ${268435455}
  ${'8080808001'} | ${268435456}
  ${'ffffffff0f'} | ${4294967295}
`('the varint $hex is $value', ({ hex, value }: { hex: string; value: number }) => {
  const reader = readerOf(hex);
  expect(reader.uvarint()).toBe(value);
  expect(reader.position).toBe(hex.length / 2);
});

test.each(['', '80', 'ffffffff', 'ffffffff10', 'ffffffffff01', '808080808000'])(
  'the varint %s is refused: it ends early or has more than 32 bits',
  (hex) => {
    expect(() => readerOf(hex).uvarint()).toThrow(MalformedRequest);
  },
);

test.each`
  hex             | value
  ${'00'}         | ${0}
  ${'01'}         | ${-1}
  ${'02'}         | ${1}
  ${'feffffff0f'} | ${2147483647}
  ${'ffffffff0f'} | ${-2147483648}
`('the signed varint $hex is $value', ({ hex, value }: { hex: string; value: number }) => {
  expect(readerOf(hex).varint()).toBe(value);
});

test.each`
  hex                       | value
  ${'00'}                   | ${0n}
  ${'01'}                   | ${-1n}
  ${'8002'}                 | ${128n}
  ${'feffffffffffffffff01'} | ${2n ** 63n - 1n}
  ${'ffffffffffffffffff01'} | ${-(2n ** 63n)}
`('the signed long varint $hex is $value', ({ hex, value }: { hex: string; value: bigint }) => {
  expect(readerOf(hex).varlong()).toBe(value);
});

test.each(['ffffffffffffffffff02', 'ffffffffffffffffffff01', '80'])('the long varint %s is refused', (hex) => {
  expect(() => readerOf(hex).varlong()).toThrow(MalformedRequest);
});

test('unknown tagged fields are stepped over', () => {
  const reader = readerOf('02' + '0002aabb' + '0500' + 'ee');
  reader.skipTags();
  expect(reader.position).toBe(7);
});

test.each`
  hex                  | fault
  ${'41'}              | ${'more unknown tagged fields'}
  ${'ffffffff0f'}      | ${'more unknown tagged fields'}
  ${'020500' + '0500'} | ${'out of order'}
  ${'020500' + '0400'} | ${'out of order'}
  ${'010005aa'}        | ${'ends inside'}
  ${'0100'}            | ${'ends inside'}
`('the tagged fields $hex are refused: $fault', ({ hex, fault }: { hex: string; fault: string }) => {
  expect(() => {
    readerOf(hex).skipTags();
  }).toThrow(fault);
});

test('a message pays for its elements and for their memory until one of them is spent', () => {
  const reader = new ByteReader(Buffer.alloc(0), 0, { elementsMax: 10, objectBytesMax: 500 });
  reader.charge(5, 100);
  expect(() => {
    reader.charge(1, 1);
  }).toThrow('more memory');
  const other = new ByteReader(Buffer.alloc(0), 0, { elementsMax: 10, objectBytesMax: 500 });
  expect(() => {
    other.charge(11, 0);
  }).toThrow('more elements');
});

test.each`
  value
  ${0n}
  ${-1n}
  ${2n ** 53n - 1n}
  ${2n ** 53n}
  ${2n ** 63n - 1n}
  ${-(2n ** 63n)}
`(
  'the int64 $value is given exactly, as a bigint only where a number would be wrong',
  ({ value }: { value: bigint }) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64BE(value);
    const read = new ByteReader(bytes, 0, authenticatedBudget).exactInt64(0);
    expect(BigInt(read)).toBe(value);
    expect(typeof read).toBe(Number.isSafeInteger(Number(value)) ? 'number' : 'bigint');
  },
);
