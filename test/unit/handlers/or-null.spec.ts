import { orNull } from '../../../libs/handlers/src/or-null';

test.each([
  [-1, null],
  [0, 0],
  [7, 7],
  [-2, -2],
])('%i on the wire is %p inside', (wire, inside) => {
  expect(orNull(wire)).toBe(inside);
});
