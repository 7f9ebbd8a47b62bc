import { systemRandom } from '@yak/base';

test('the draws lie in their ranges and differ', () => {
  const words = Array.from({ length: 50 }, () => systemRandom.uint32());
  expect(words.every((word) => Number.isInteger(word) && word >= 0 && word < 2 ** 32)).toBe(true);
  expect(new Set(words).size).toBeGreaterThan(45);
  expect(Array.from({ length: 50 }, () => systemRandom.below(3)).every((draw) => [0, 1, 2].includes(draw))).toBe(true);
  const fraction = systemRandom.fraction();
  expect(fraction >= 0 && fraction < 1).toBe(true);
});

test('bytes come in the number asked for, and differ', () => {
  expect(systemRandom.bytes(16)).toHaveLength(16);
  expect(systemRandom.bytes(16)).not.toEqual(systemRandom.bytes(16));
});

test('a fork draws from the same source', () => {
  expect(systemRandom.fork('anything').bytes(4)).toHaveLength(4);
});
