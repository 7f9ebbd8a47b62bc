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

test('what is wrong with a pattern is said in words', () => {
  expect(compilePattern('(')).toEqual({ fault: expect.stringContaining('missing') as string });
  expect(compilePattern('x'.repeat(1_001))).toEqual({ fault: 'the pattern has 1001 characters, more than 1000' });
});
