import { keyValues, wholeNumber } from '../../../apps/cli/src/key-values';

it('reads name=value, further signs and Kafka’s brackets', () => {
  expect(Object.fromEntries(keyValues('--config', ['a=1', ' b =x=y', 'c=[delete,compact]', 'd=']))).toEqual({
    a: '1',
    b: 'x=y',
    c: 'delete,compact',
    d: '',
  });
});

test.each(['a', '=b'])('"%s" is a usage error', (text) => {
  expect(() => keyValues('--config', [text])).toThrow('name=value');
});

test.each([
  ['3', 3],
  [' 7 ', 7],
])('"%s" is a whole number', (text, value) => {
  expect(wholeNumber('-n', text, { minimum: 0, maximum: 9 })).toBe(value);
});

test.each(['', 'x', '1.5', '-1', '10', '0x1'])('"%s" is none from 0 to 9', (text) => {
  expect(() => wholeNumber('-n', text, { minimum: 0, maximum: 9 })).toThrow('from 0 to 9');
});
