import fc from 'fast-check';
import { type Random, seededRandom } from '@yak/base';

const draws = (random: Random, count = 20): number[] => Array.from({ length: count }, () => random.uint32());

test('equal seeds give equal draws; a number is its decimal digits', () => {
  expect(draws(seededRandom('7'))).toEqual(draws(seededRandom(7)));
  expect(draws(seededRandom('7'))).not.toEqual(draws(seededRandom('8')));
});

test('the draws are those of every earlier version, so that old seeds stay reproducible', () => {
  expect(draws(seededRandom('yak'), 3)).toEqual([3297670362, 3327825739, 720263525]);
});

test('a fork has a stream of its own, whatever was drawn before', () => {
  const [early, late] = [seededRandom(1), seededRandom(1)];
  draws(late, 100);
  expect(draws(early.fork('disk'))).toEqual(draws(late.fork('disk')));
  expect(draws(early.fork('disk'))).not.toEqual(draws(early.fork('network')));
});

test('every draw lies in its range', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 2 ** 32 }), (seed, bound) => {
      const random = seededRandom(seed);
      for (let count = 0; count < 20; count += 1) {
        const [word, below, fraction] = [random.uint32(), random.below(bound), random.fraction()];
        expect(Number.isInteger(word) && word >= 0 && word < 2 ** 32).toBe(true);
        expect(Number.isInteger(below) && below >= 0 && below < bound).toBe(true);
        expect(fraction >= 0 && fraction < 1).toBe(true);
      }
      expect(random.bytes(5)).toHaveLength(5);
    }),
  );
});

test.each([0, -1, 2 ** 32 + 1, NaN])('a bound of %s is a bug', (bound) => {
  expect(() => seededRandom(1).below(bound)).toThrow('bound out of range');
});

test('the draws spread evenly', () => {
  const random = seededRandom('even');
  const counts = new Array<number>(16).fill(0);
  for (let count = 0; count < 16_000; count += 1) {
    const bucket = random.below(16);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
});
