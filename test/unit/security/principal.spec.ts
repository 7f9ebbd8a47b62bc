import { ANONYMOUS, principalText } from '@yak/security';

test.each([
  [ANONYMOUS, 'User:ANONYMOUS'],
  [{ type: 'User', name: 'alice' } as const, 'User:alice'],
])('%j is written %s', (principal, text) => {
  expect(principalText(principal)).toBe(text);
});
