import {
  arrayOf,
  bytes,
  float64,
  int16,
  int32,
  int64,
  nullable,
  records,
  string,
  struct,
  uuid,
  type Field,
} from '@yak/codec';
import {
  defaultOf,
  fixedSize,
  minimumSize,
  objectBytes,
  presentFields,
  taggedFields,
} from '../../../libs/codec/src/layout';

const inner = struct({ id: int32(), name: string(), since2: int64({ since: 2 }), tagged: uuid({ tag: 0 }) });

test.each([
  ['int16', int16(), 2, 2],
  ['float64', float64(), 8, 8],
  ['uuid', uuid(), 16, 16],
  ['string', string(), 2, 1],
  ['bytes', bytes(), 4, 1],
  ['records', records(), 4, 1],
  ['array', arrayOf(inner), 4, 1],
  ['struct', inner, 6, 6],
  ['struct without fields', struct({}), 1, 1],
  ['nullable struct', nullable(inner), 1, 1],
] as [string, Field, number, number][])(
  'a %s takes at least so many bytes, rigid or flexible (%#)',
  (_, field, rigid, flexible) => {
    expect(minimumSize(field, { version: 1, isFlexible: false })).toBe(rigid);
    expect(minimumSize(field, { version: 1, isFlexible: true })).toBe(flexible);
  },
);

test('a struct takes more where its version has more fields', () => {
  expect(minimumSize(inner, { version: 2, isFlexible: false })).toBe(14);
});

test('only numbers and ids have a fixed size', () => {
  expect([int64(), uuid(), string(), inner, arrayOf(int32())].map(fixedSize)).toEqual([8, 16, null, null, null]);
});

test('every struct is taken to cost at least 100 bytes, and more with its fields', () => {
  expect(objectBytes(struct({ one: int32() }))).toBe(100);
  expect(objectBytes(struct({ one: records(), two: inner }))).toBeGreaterThan(300);
});

test('fields of a version are listed in wire order, tagged ones by their tag', () => {
  const message = struct({ b: int32({ tag: 1 }), a: int32(), late: int32({ since: 3 }), c: int32({ tag: 0 }) });
  expect(presentFields(message, 0).map(([name]) => name)).toEqual(['b', 'a', 'c']);
  expect(taggedFields(message, 0).map(([name, , tag]) => [name, tag])).toEqual([
    ['c', 0],
    ['b', 1],
  ]);
});

test('the default of a struct is one frozen object of its fields', () => {
  const value = defaultOf(inner);
  expect(value).toEqual({ id: 0, name: '', since2: 0, tagged: '0'.repeat(32) });
  expect(defaultOf(inner)).toBe(value);
  expect(Object.isFrozen(value)).toBe(true);
  expect(defaultOf(nullable(inner, { default: null }))).toBeNull();
  expect(defaultOf(arrayOf(inner))).toEqual([]);
  expect(defaultOf(nullable(arrayOf(inner), { default: null }))).toBeNull();
});
