import { Signal } from '../../../libs/client/src/signal';

describe('a signal', () => {
  it('wakes who waits, and who comes after it was raised', async () => {
    const signal = new Signal();
    const waiting = signal.raised();
    signal.raise();
    await expect(waiting).resolves.toBeUndefined();
    await expect(signal.raised()).resolves.toBeUndefined();
  });

  it('is down once it was taken', async () => {
    const signal = new Signal();
    signal.raise();
    signal.take();
    const later = Symbol('later');
    expect(await Promise.race([signal.raised(), Promise.resolve(later)])).toBe(later);
  });
});
