import { compilePattern } from '../../../../../libs/groups/src/consumer/subscription/pattern';

test.each`
  pattern           | name           | matches
  ${'orders'}       | ${'orders'}    | ${true}
  ${'orders'}       | ${'orders.eu'} | ${false}
  ${'orders.*'}     | ${'orders.eu'} | ${true}
  ${'a|b'}          | ${'b'}         | ${true}
  ${'a|b'}          | ${'bb'}        | ${false}
  ${'[a-c]\\.\\d+'} | ${'b.12'}      | ${true}
  ${'(?i)ORDERS'}   | ${'orders'}    | ${true}
  ${''}             | ${''}          | ${true}
`('$pattern matches the whole of $name: $matches', (row: { pattern: string; name: string; matches: boolean }) => {
  const compiled = compilePattern(row.pattern);
  expect('fault' in compiled ? compiled.fault : compiled.matches(row.name)).toBe(row.matches);
});

test.each`
  pattern                          | length
  ${'(a?){500}'}                   | ${4_500}
  ${'x{1000}'}                     | ${1_007}
  ${'x{3,1000}'}                   | ${1_009}
  ${'x{1000,}'}                    | ${1_008}
  ${'((a{0,30}){0,30}){0,30}'}     | ${(23 + 30) * 900}
  ${'(\\w{0,31}){0,31}'.repeat(8)} | ${(16 * 8 + 31 * 8) * 31 ** 8}
`('$pattern is refused for what it repeats', ({ pattern, length }: { pattern: string; length: number }) => {
  const fault = `the pattern repeats too much: written out it has ${length} characters, more than 1000`;
  expect(compilePattern(pattern)).toEqual({ fault });
});

test.each(['orders-\\d{4}-\\d{2}-\\d{2}', '([a-z]{1,63}\\.){2,5}orders', 'x{900}', '(a|b){2,}c{0}', '\\p{Lu}{3}'])(
  '%s repeats little enough',
  (pattern) => {
    expect(compilePattern(pattern)).not.toHaveProperty('fault');
  },
);

test('what is wrong with a pattern is said in words', () => {
  expect(compilePattern('(')).toEqual({ fault: expect.stringContaining('missing') as string });
  expect(compilePattern('x'.repeat(1_001))).toEqual({ fault: 'the pattern has 1001 characters, more than 1000' });
});
