import {
  arrayOf,
  authenticatedBudget,
  bool,
  bytes,
  ByteReader,
  float64,
  int16,
  int32,
  int64,
  int8,
  MalformedRequest,
  nullable,
  records,
  string,
  struct,
  uint16,
  uint32,
  uuid,
  type DecodeBudget,
  type Field,
} from '@yak/codec';
import { compileReader } from '../../../libs/codec/src/compile-reader';

interface Reading {
  readonly flexible?: boolean;
  readonly version?: number;
  readonly budget?: DecodeBudget;
}
function read(
  fields: Record<string, Field>,
  hex: string,
  { flexible = false, version = 0, budget = authenticatedBudget }: Reading = {},
): object {
  const reader = new ByteReader(Buffer.from(hex, 'hex'), 0, budget);
  const message = compileReader(struct(fields), { version, isFlexible: flexible }, 'number')(reader);
  expect(reader.position).toBe(reader.bytes.length);
  return message;
}

test.each([
  ['bool', bool(), '01', true],
  ['bool', bool(), '00', false],
  ['bool', bool(), 'ff', true],
  ['int8', int8(), '80', -128],
  ['int16', int16(), '8000', -32768],
  ['uint16', uint16(), 'ffff', 65535],
  ['int32', int32(), '80000000', -2147483648],
  ['uint32', uint32(), 'ffffffff', 4294967295],
  ['int64', int64(), 'ffffffffffffffff', -1],
  ['int64', int64(), '001fffffffffffff', Number.MAX_SAFE_INTEGER],
  ['int64', int64(), 'ffe0000000000001', Number.MIN_SAFE_INTEGER],
  ['float64', float64(), '3ff8000000000000', 1.5],
  ['uuid', uuid(), '00112233445566778899aabbccddeeff', '00112233445566778899aabbccddeeff'],
  ['string', string(), '0003616263', 'abc'],
  ['string', nullable(string()), 'ffff', null],
  ['string', string(), '0000', ''],
  ['array', arrayOf(int16()), '0000000200010002', [1, 2]],
  ['array', nullable(arrayOf(int16())), 'ffffffff', null],
  ['nullable struct', nullable(struct({ a: int8() })), 'ff', null],
  ['nullable struct', nullable(struct({ a: int8() })), '0105', { a: 5 }],
] as [string, Field, string, unknown][])('a rigid %s is read (%#)', (_, field, hex, value) => {
  expect(read({ field }, hex)).toEqual({ field: value });
});

test.each([
  ['string', string(), '0461626300', 'abc'],
  ['string', nullable(string()), '0000', null],
  ['bytes', bytes(), '03aabb00', Buffer.from('aabb', 'hex')],
  ['records', nullable(records()), '0000', null],
  ['array', arrayOf(string()), '03' + '0261' + '01' + '00', ['a', '']],
  ['struct', struct({ a: int8() }), '050000', { a: 5 }],
  ['array of structs', arrayOf(struct({ a: int8() })), '03' + '0700' + '080105' + '01ff' + '00', [{ a: 7 }, { a: 8 }]],
] as [string, Field, string, unknown][])('a flexible %s is read (%#)', (_, field, hex, value) => {
  expect(read({ field }, hex, { flexible: true })).toEqual({ field: value });
});

test('byte fields are views of the frame, not copies', () => {
  const frame = Buffer.from('00000002aabb', 'hex');
  const message = compileReader(
    struct({ field: bytes() }),
    { version: 0, isFlexible: false },
    'number',
  )(new ByteReader(frame, 0, authenticatedBudget)) as { field: Buffer };
  frame[4] = 0xcc;
  expect(message.field.toString('hex')).toBe('ccbb');
});

test('a version without a field gives its default, so that all versions give objects of one shape', () => {
  const fields = {
    old: int32({ until: 1 }),
    epoch: int32({ since: 2, default: -1 }),
    topics: arrayOf(string(), { since: 2 }),
  };
  expect(read(fields, '00000007', { version: 1 })).toEqual({ old: 7, epoch: -1, topics: [] });
  expect(read(fields, '00000003' + '00000000', { version: 2 })).toEqual({ old: 0, epoch: 3, topics: [] });
});

const tagged = {
  row: int8(),
  one: int32({ tag: 0, default: -1 }),
  two: nullable(string({ tag: 2 }), { default: null }),
};

test.each`
  hex                                          | message
  ${'0900'}                                    | ${{ row: 9, one: -1, two: null }}
  ${'0901' + '0004' + '00000005'}              | ${{ row: 9, one: 5, two: null }}
  ${'0902' + '000400000005' + '0202' + '0261'} | ${{ row: 9, one: 5, two: 'a' }}
  ${'0902' + '0103eeeeee' + '0202' + '0261'}   | ${{ row: 9, one: -1, two: 'a' }}
`(
  'tagged fields are read wherever they are and unknown ones skipped: $hex',
  ({ hex, message }: { hex: string; message: object }) => {
    expect(read(tagged, hex, { flexible: true })).toEqual(message);
  },
);

test.each([
  ['a frame that ends in a number', { a: int32() }, '000000', false, 'ends inside'],
  ['a frame that ends in a text', { a: string() }, '00056162', false, 'ends inside'],
  ['a frame that ends in bytes', { a: bytes() }, '00000005aa', false, 'ends inside'],
  ['a frame without its tagged fields', { a: int8() }, '05', true, 'ends inside'],
  ['null where there is none', { a: string() }, 'ffff', false, 'a is null'],
  ['null where there is none, compact', { a: bytes() }, '0000', true, 'a is null'],
  ['a negative length', { a: nullable(bytes()) }, 'fffffffe', false, 'a has a negative length'],
  ['a negative count', { a: nullable(arrayOf(int8())) }, '80000000', false, 'a has a negative length'],
  ['a text beyond the limit', { a: string() }, '818002' + '61'.repeat(32768) + '00', true, 'a is too long'],
  [
    'a text that is no UTF-8 and grows beyond the limit',
    { a: string() },
    '2aab' + 'ff'.repeat(0x2aab),
    false,
    'no UTF-8',
  ],
  ['the same, compact', { a: string() }, 'ac55' + 'ff'.repeat(0x2aab) + '00', true, 'no UTF-8'],
  ['a count beyond the frame', { a: arrayOf(int32()) }, '0000000200000000', false, 'promises more'],
  ['a count of gigabytes', { a: arrayOf(arrayOf(int8())) }, '7fffffff', false, 'promises more'],
  [
    'a nested count beyond the frame',
    { a: arrayOf(struct({ b: arrayOf(int64()) })) },
    '0000000100000001',
    false,
    'a[].b promises more',
  ],
  ['a varint of six bytes', { a: bytes() }, 'ffffffffff01', true, 'more than 32 bits'],
  ['a nullable struct that is neither', { a: nullable(struct({ b: int8() })) }, '02', true, 'neither there nor null'],
  ['a tag twice', { a: int8({ tag: 0 }) }, '02' + '000105' + '000106', true, 'out of order'],
  ['tags out of order', { a: int8({ tag: 3 }), b: int8({ tag: 1 }) }, '02' + '030105' + '010106', true, 'out of order'],
  ['a tagged field longer than it says', { a: int32({ tag: 0 }) }, '01' + '0003' + '00000001', true, 'another size'],
  ['a tagged field shorter than it says', { a: int8({ tag: 0 }) }, '01' + '0002' + '0101', true, 'another size'],
  ['a tagged field beyond the frame', { a: int8({ tag: 0 }) }, '01' + '0009' + '01', true, 'ends inside'],
  ['a million tagged fields', { a: int8({ tag: 0 }) }, 'c0843d', true, 'more unknown tagged fields'],
] as [string, Record<string, Field>, string, boolean, string][])('%s is refused', (...row) => {
  const [, fields, hex, flexible, fault] = row;
  expect(() => read(fields, hex, { flexible })).toThrow(MalformedRequest);
  expect(() => read(fields, hex, { flexible })).toThrow(fault);
});

test('the budget is held over all arrays of a message together and before they are made', () => {
  const fields = { topics: arrayOf(struct({ partitions: arrayOf(int8()) })) };
  const topics = (count: number): string => count.toString(16).padStart(8, '0') + '000000020101'.repeat(count);
  const budget = { elementsMax: 30, objectBytesMax: 1_000_000 };
  expect(read(fields, topics(10), { budget })).toMatchObject({ topics: { length: 10 } });
  expect(() => read(fields, topics(11), { budget })).toThrow('more elements');
  expect(() => read(fields, topics(10), { budget: { elementsMax: 1000, objectBytesMax: 1000 } })).toThrow(
    'more memory',
  );
});

test('unknown tagged fields in many structs are paid from the budget too', () => {
  const fields = { topics: arrayOf(struct({ a: int8(), known: int8({ tag: 0 }) })) };
  const hex = '06' + ('01' + '03' + '0500' + '0600' + '0700').repeat(5) + '00';
  expect(read(fields, hex, { flexible: true, budget: { elementsMax: 20, objectBytesMax: 10_000 } })).toMatchObject({
    topics: { length: 5 },
  });
  expect(() => read(fields, hex, { flexible: true, budget: { elementsMax: 19, objectBytesMax: 10_000 } })).toThrow(
    'more elements',
  );
});

test('an exact reader gives what a number cannot hold as a bigint', () => {
  const bytesOfMaximum = Buffer.from('7fffffffffffffff', 'hex');
  const layout = { version: 0, isFlexible: false };
  const message = compileReader(
    struct({ a: int64() }),
    layout,
    'exact',
  )(new ByteReader(bytesOfMaximum, 0, authenticatedBudget));
  expect(message).toEqual({ a: 2n ** 63n - 1n });
});
