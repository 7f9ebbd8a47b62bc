import { produceHeader, produceLine, readSeparator } from '../../../apps/cli/src/produce-line';

const text = (bytes: Buffer | null): string | null => bytes?.toString() ?? null;

test.each([
  ['k:v', ':', null, false, 'k', 'v'],
  ['k:v:w', ':', null, false, 'k', 'v:w'],
  [':v', ':', null, false, '', 'v'],
  ['k:', ':', null, false, 'k', ''],
  ['k:', ':', null, true, 'k', null],
  ['plain', ':', null, false, null, 'plain'],
  ['plain', ':', 'fixed', false, 'fixed', 'plain'],
  ['k:v', null, null, false, null, 'k:v'],
  ['k=>v', '=>', null, false, 'k', 'v'],
  ['', null, null, false, null, ''],
  ['', null, null, true, null, null],
])('the line %j with separator %j, key %j and tombstones %j is %j, %j', (...row) => {
  const [line, separator, fixed, isEmptyTombstone, key, value] = row;
  const rules = {
    separator: separator === null ? null : Buffer.from(separator),
    key: fixed === null ? null : Buffer.from(fixed),
    isEmptyTombstone,
  };
  const record = produceLine(Buffer.from(line), rules);
  expect([text(record.key), text(record.value)]).toEqual([key, value]);
});

test.each([
  ['a=b', 'a', 'b'],
  ['a:b', 'a', 'b'],
  ['a=b=c', 'a', 'b=c'],
  ['a=', 'a', ''],
  ['a', 'a', null],
])('the header %s', (given, key, value) => {
  const header = produceHeader(given);
  expect([header.key, text(header.value)]).toEqual([key, value]);
});

test.each(['', '=b'])('the header "%s" is a usage error', (given) => {
  expect(() => produceHeader(given)).toThrow('name=value');
});

test.each([
  ['\\t', '\t'],
  [':', ':'],
  ['\\\\', '\\'],
])('the separator %s is %j', (given, separator) => {
  expect(readSeparator(given).toString()).toBe(separator);
});

it('an empty separator is a usage error', () => {
  expect(() => readSeparator('')).toThrow('empty');
});
