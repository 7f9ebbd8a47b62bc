import { seededRandom } from '@yak/base';
import { VirtualClock } from '@yak/simulation';

const clockOf = (seed: number | string, wallStartMs = 1000): VirtualClock =>
  new VirtualClock({ random: seededRandom(seed), wallStartMs });

function runAll(clock: VirtualClock): void {
  while (clock.advance());
}

test('time moves only with events, to the moment of each', () => {
  const clock = clockOf(1);
  const seen: [string, number][] = [];
  clock.setTimeout(() => seen.push(['late', clock.monotonicMs()]), 10);
  clock.setTimeout(() => seen.push(['early', clock.monotonicMs()]), 5.5);
  clock.nextTurn(() => seen.push(['turn', clock.monotonicMs()]));
  expect([clock.monotonicMs(), clock.pending, clock.nextEventMs]).toEqual([0, 3, 0]);
  expect(clock.advance()).toBe(true);
  expect([clock.pending, clock.nextEventMs]).toEqual([2, 5.5]);
  runAll(clock);
  expect(seen).toEqual([
    ['turn', 0],
    ['early', 5.5],
    ['late', 10],
  ]);
  expect([clock.advance(), clock.pending, clock.nextEventMs, clock.monotonicMs()]).toEqual([false, 0, null, 10]);
});

test('a timer armed inside a callback counts from that moment', () => {
  const clock = clockOf(1);
  const fired: number[] = [];
  clock.setTimeout(() => clock.setTimeout(() => fired.push(clock.monotonicMs()), 5), 10);
  clock.setTimeout(() => fired.push(clock.monotonicMs()), 100);
  runAll(clock);
  expect(fired).toEqual([15, 100]);
});

test('a disarmed timer does not fire; disarming one that has fired is ignored', () => {
  const clock = clockOf(1);
  const fired: string[] = [];
  const first = clock.setTimeout(() => fired.push('first'), 1);
  const second = clock.setTimeout(() => fired.push('second'), 2);
  clock.clearTimeout(second);
  clock.clearTimeout(second);
  expect(clock.pending).toBe(1);
  runAll(clock);
  clock.clearTimeout(first);
  expect(fired).toEqual(['first']);
});

/** The order in which ten events of one moment run. */
function orderOf(seed: number): string {
  const clock = clockOf(seed);
  let order = '';
  for (let index = 0; index < 5; index += 1) {
    clock.nextTurn(() => (order += String(index)));
    clock.setTimeout(() => (order += String(index + 5)), 0);
  }
  runAll(clock);
  return order;
}

test('the order of one moment is decided by the seed alone', () => {
  const orders = Array.from({ length: 20 }, (_, seed) => orderOf(seed));
  expect(Array.from({ length: 20 }, (_, seed) => orderOf(seed))).toEqual(orders);
  expect(new Set(orders).size).toBeGreaterThan(10);
  expect(orders.every((order) => order.split('').sort().join('') === '0123456789')).toBe(true);
});

test('the wall clock goes with the time and can be set, without a timer noticing', () => {
  const clock = clockOf(1, 5000);
  clock.setTimeout(() => undefined, 10.7);
  clock.advance();
  expect(clock.wallMs()).toBe(5010);
  clock.jumpWall(-86_400_000);
  expect([clock.wallMs(), clock.monotonicMs()]).toEqual([5010 - 86_400_000, 10.7]);
});

test('what a callback throws reaches whoever advances', () => {
  const clock = clockOf(1);
  clock.nextTurn(() => {
    throw new Error('broken invariant');
  });
  expect(() => clock.advance()).toThrow('broken invariant');
  expect(clock.advance()).toBe(false);
});

test.each([
  ['a negative delay', () => clockOf(1).setTimeout(() => undefined, -1)],
  ['a delay that is no number', () => clockOf(1).setTimeout(() => undefined, NaN)],
  ['a wall time with a fraction', () => clockOf(1, 0.5)],
  ['a jump with a fraction', () => clockOf(1).jumpWall(0.5)],
])('%s is a bug', (_name, act) => {
  expect(act).toThrow('out of range');
});
