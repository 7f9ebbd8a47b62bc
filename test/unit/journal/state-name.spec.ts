import { stateName } from '@yak/journal';

test.each([
  ['leader', 'leader'],
  [{ follower: 'listening' }, 'follower.listening'],
  [{ a: { b: 'c' } }, 'a.b.c'],
  [{ a: 'on', b: 'off' }, 'a.on|b.off'],
  [{ a: {} }, 'a'],
])('the journal prints a state %j as %s', (value, name) => {
  expect(stateName(value)).toBe(name);
});
