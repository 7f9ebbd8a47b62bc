import { ByteBudget } from '../../../libs/network/src/byte-budget';

describe('the bytes that connections share', () => {
  it('may be overdrawn once and are exhausted then', () => {
    const budget = new ByteBudget(100);
    budget.take(60);
    expect(budget.isExhausted).toBe(false);
    budget.take(90);
    expect(budget.isExhausted).toBe(true);
    expect(budget.bytesTaken).toBe(150);
  });

  it('wake the waiters in order, and only while something is left', () => {
    const budget = new ByteBudget(100);
    const woken: string[] = [];
    budget.take(200);
    budget.onFree(() => {
      woken.push('first');
      budget.take(100);
    });
    budget.onFree(() => woken.push('second'));
    budget.release(50);
    expect(woken).toEqual([]);
    budget.release(100);
    expect(woken).toEqual(['first']);
    budget.release(100);
    expect(woken).toEqual(['first', 'second']);
  });

  it('do not wake a waiter that has left', () => {
    const budget = new ByteBudget(10);
    const wake = jest.fn();
    budget.take(10);
    budget.onFree(wake);
    budget.forget(wake);
    budget.release(10);
    expect(wake).not.toHaveBeenCalled();
  });

  it('are never given back twice', () => {
    const budget = new ByteBudget(10);
    budget.take(5);
    expect(() => budget.release(6)).toThrow('more bytes given back than taken');
  });
});
