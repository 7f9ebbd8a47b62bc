import { AssertionFailure } from '@yak/base';
import {
  arrayOf,
  bool,
  bytes,
  ByteWriter,
  float64,
  int16,
  int32,
  int64,
  int8,
  nullable,
  records,
  string,
  struct,
  uint16,
  uint32,
  uuid,
  type Field,
} from '@yak/codec';
import { compileWriter } from '../../../libs/codec/src/compile-writer';

function write(fields: Record<string, Field>, message: object, { flexible = false, version = 0 } = {}): string {
  const writer = new ByteWriter();
  compileWriter(struct(fields), { version, isFlexible: flexible })(writer, message);
  return Buffer.concat(writer.finish()).toString('hex');
}

test.each([
  ['bool', bool(), true, '01', '0100'],
  ['int8', int8(), -1, 'ff', 'ff00'],
  ['int16', int16(), -2, 'fffe', 'fffe00'],
  ['uint16', uint16(), 65535, 'ffff', 'ffff00'],
  ['int32', int32(), -2147483648, '80000000', '8000000000'],
  ['uint32', uint32(), 4294967295, 'ffffffff', 'ffffffff00'],
  ['int64', int64(), -1, 'ffffffffffffffff', 'ffffffffffffffff00'],
  ['float64', float64(), 1.5, '3ff8000000000000', '3ff800000000000000'],
  [
    'uuid',
    uuid(),
    '00112233445566778899aabbccddeeff',
    '00112233445566778899aabbccddeeff',
    '00112233445566778899aabbccddeeff00',
  ],
  ['string', string(), 'ab', '00026162', '03616200'],
  ['null string', nullable(string()), null, 'ffff', '0000'],
  ['bytes', bytes(), Buffer.from('ab'), '000000026162', '03616200'],
  ['null bytes', nullable(bytes()), null, 'ffffffff', '0000'],
  ['records in parts', records(), [Buffer.from('a'), Buffer.from('b')], '000000026162', '03616200'],
  ['array', arrayOf(int8()), [1, 2], '000000020102', '03010200'],
  ['null array', nullable(arrayOf(int8())), null, 'ffffffff', '0000'],
  ['struct', struct({ a: int8() }), { a: 5 }, '05', '050000'],
  ['nullable struct', nullable(struct({ a: int8() })), { a: 5 }, '0105', '01050000'],
  ['null struct', nullable(struct({ a: int8() })), null, 'ff', 'ff00'],
] as [string, Field, unknown, string, string][])('a %s is written', (...row) => {
  const [, field, value, rigid, flexible] = row;
  expect(write({ field }, { field: value })).toBe(rigid);
  expect(write({ field }, { field: value }, { flexible: true })).toBe(flexible);
});

test('what is left out is written as its default, what the version does not have is left out', () => {
  const fields = { a: int8({ default: -1 }), b: int8({ since: 1, default: 7 }), c: string({ until: 0 }) };
  expect(write(fields, {})).toBe('ff' + '0000');
  expect(write(fields, { b: 2, c: 'x' }, { version: 1 })).toBe('ff' + '02');
});

const tagged = {
  two: nullable(string({ tag: 1 }), { default: null }),
  one: int32({ tag: 0, default: -1 }),
  leader: struct({ id: int8({ default: -1 }), epoch: int8({ default: -1 }) }, { tag: 2 }),
  nodes: arrayOf(int8(), { tag: 3 }),
};

test.each([
  ['nothing', {}, '00'],
  ['defaults', { one: -1, two: null, leader: { id: -1, epoch: -1 }, nodes: [] }, '00'],
  ['a struct with its defaults left out', { leader: {} }, '00'],
  ['one', { one: 3 }, '01' + '0004' + '00000003'],
  ['two in order of their tags', { two: 'a', one: 3 }, '02' + '000400000003' + '0102' + '0261'],
  ['a struct', { leader: { id: 4 } }, '01' + '0203' + '04ff00'],
  ['an array', { nodes: [9] }, '01' + '0302' + '0209'],
])('of tagged fields only those that differ from their defaults are written: %s', (_, message, hex) => {
  expect(write(tagged, message, { flexible: true })).toBe(hex);
});

test.each([
  ['text', { a: string() }],
  ['bytes', { a: bytes() }],
  ['array', { a: arrayOf(int8()) }],
  ['struct', { a: struct({ b: int8() }) }],
  ['text that may be null only later', { a: nullable(string(), { since: 1 }) }],
] as [string, Record<string, Field>][])('null for a %s that has no null is our fault', (_, fields) => {
  expect(() => write(fields, { a: null })).toThrow(AssertionFailure);
});
