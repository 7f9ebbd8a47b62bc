import { repeated } from '../../../../libs/handlers/src/rules/repeated';

test.each([
  [[], []],
  [['a', 'b'], []],
  [['a', 'b', 'a'], ['a']],
  [
    ['a', 'a', 'a', 'b', 'b'],
    ['a', 'b'],
  ],
])('%j repeats %j', (values, expected) => {
  expect([...repeated(values)]).toEqual(expected);
});
