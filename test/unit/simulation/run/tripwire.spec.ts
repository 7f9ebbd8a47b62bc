import { randomUUID } from 'node:crypto';
import crypto from 'node:crypto';
import { underTripwire } from '@yak/simulation';

describe('the tripwire', () => {
  test.each<[string, () => unknown]>([
    ['setTimeout', () => setTimeout(() => undefined, 0)],
    ['setInterval', () => setInterval(() => undefined, 1)],
    ['setImmediate', () => setImmediate(() => undefined)],
    ['Date.now', () => Date.now()],
    ['new Date()', () => new Date()],
    ['Date()', () => Date()],
    ['Math.random', () => Math.random()],
    ['process.nextTick', () => process.nextTick(() => undefined)],
    ['randomUUID', () => crypto.randomUUID()],
  ])('throws and tells when %s is used', (what, use) => {
    const tripped: string[] = [];
    expect(() => underTripwire(use, (stack) => tripped.push(stack))).toThrow(`${what} was used inside of a simulation`);
    expect(tripped).toHaveLength(1);
  });

  test('lets dates of given times through', () => {
    expect(underTripwire(() => new Date(0).toISOString(), fail)).toBe('1970-01-01T00:00:00.000Z');
  });

  test('leaves everything as it was, also after an exception', () => {
    const before = [setTimeout, Date, Math.random, process.nextTick, crypto.randomUUID];
    expect(() =>
      underTripwire(() => {
        throw new Error('out');
      }, fail),
    ).toThrow('out');
    expect([setTimeout, Date, Math.random, process.nextTick, crypto.randomUUID]).toEqual(before);
    expect(randomUUID()).toHaveLength(36);
  });
});

function fail(what: string): void {
  throw new Error(`tripped: ${what}`);
}
