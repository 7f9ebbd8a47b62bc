import { systemClock } from '@yak/base';

test('the monotonic time goes up and the wall time is now, in whole milliseconds', () => {
  const [before, wall] = [systemClock.monotonicMs(), systemClock.wallMs()];
  expect(systemClock.monotonicMs()).toBeGreaterThanOrEqual(before);
  expect(Math.abs(wall - Date.now())).toBeLessThan(5000);
  expect(Number.isInteger(wall)).toBe(true);
});

test('a timer fires once its time has come, a disarmed one never', async () => {
  const fired: string[] = [];
  const started = systemClock.monotonicMs();
  await new Promise<void>((resolve) => {
    const keepAlive = setInterval(() => undefined, 1000); // our timers do not keep the process alive
    const disarmed = systemClock.setTimeout(() => fired.push('disarmed'), 1);
    systemClock.clearTimeout(disarmed);
    systemClock.setTimeout(() => {
      fired.push('armed');
      clearInterval(keepAlive);
      resolve();
    }, 5);
  });
  expect(fired).toEqual(['armed']);
  expect(systemClock.monotonicMs() - started).toBeGreaterThan(3);
});

test('the next turn comes after what runs now and after its microtasks', async () => {
  const order: string[] = [];
  await new Promise<void>((resolve) => {
    systemClock.nextTurn(() => {
      order.push('next turn');
      resolve();
    });
    void Promise.resolve().then(() => order.push('microtask'));
    order.push('now');
  });
  expect(order).toEqual(['now', 'microtask', 'next turn']);
});
