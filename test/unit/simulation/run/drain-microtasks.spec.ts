import { drainMicrotasks } from '@yak/simulation';
import { canDrainMicrotasks } from '../../../../libs/simulation/src/run/drain-microtasks';

function inMacrotask<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => {
    setImmediate(() => {
      resolve(work());
    });
  });
}

describe('draining microtasks', () => {
  test('runs whole chains of promises before it returns, in the order in which they were queued', async () => {
    const seen = await inMacrotask(() => {
      const order: string[] = [];
      const walk = async (name: string): Promise<void> => {
        for (let step = 0; step < 3; step += 1) {
          await Promise.resolve();
          order.push(`${name}${step}`);
        }
      };
      void walk('a');
      void walk('b');
      drainMicrotasks();
      return order.join(' ');
    });
    expect(seen).toBe('a0 b0 a1 b1 a2 b2');
  });

  test('is possible in a macrotask and not inside of a microtask', async () => {
    expect(await inMacrotask(canDrainMicrotasks)).toBe(true);
    await Promise.resolve();
    expect(canDrainMicrotasks()).toBe(false);
  });

  test('leaves natives closed to everybody else', async () => {
    await inMacrotask(drainMicrotasks);
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- what must not be possible has to be tried
    expect(() => new Function('%GetHeapUsage()')).toThrow(SyntaxError);
  });
});
