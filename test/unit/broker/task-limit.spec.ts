import { TaskLimit } from '../../../libs/broker/src/task-limit';

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('a task limit', () => {
  it('runs so many at once and the others in order', async () => {
    const limit = new TaskLimit(2);
    const started: number[] = [];
    const finish: (() => void)[] = [];
    for (let index = 0; index < 4; index += 1) {
      limit.run(() => {
        started.push(index);
        return new Promise((resolve) => finish.push(resolve));
      });
    }
    expect(started).toEqual([0, 1]);
    finish[1]?.();
    await settle();
    expect(started).toEqual([0, 1, 2]);
  });

  it('is idle once everything is done, and at once where nothing was', async () => {
    const limit = new TaskLimit(1);
    await limit.whenIdle();
    let finish = (): void => undefined;
    limit.run(() => new Promise((resolve) => (finish = resolve)));
    let isIdle = false;
    void limit.whenIdle().then(() => (isIdle = true));
    await settle();
    expect(isIdle).toBe(false);
    finish();
    await settle();
    expect(isIdle).toBe(true);
  });
});
