import { TaskLimit } from '../../../libs/broker/src/task-limit';

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('a task limit', () => {
  it('runs so many at once and the others in order', async () => {
    const limit = new TaskLimit(2);
    const started: number[] = [];
    const finish: (() => void)[] = [];
    for (let index = 0; index < 4; index += 1) {
      limit.run(`${index}`, () => {
        started.push(index);
        return new Promise((resolve) => finish.push(resolve));
      });
    }
    expect(started).toEqual([0, 1]);
    finish[1]?.();
    await settle();
    expect(started).toEqual([0, 1, 2]);
  });

  it('runs the tasks of one key one after the other, and holds up no other key meanwhile', async () => {
    const limit = new TaskLimit(4);
    const started: string[] = [];
    const finish = new Map<string, () => void>();
    for (const name of ['a1', 'a2', 'b1', 'a3']) {
      limit.run(name.slice(0, 1), () => {
        started.push(name);
        return new Promise((resolve) => finish.set(name, resolve));
      });
    }
    expect(started).toEqual(['a1', 'b1']);
    let isIdle = false;
    void limit.whenIdle().then(() => (isIdle = true));
    for (const name of ['b1', 'a1', 'a2']) {
      finish.get(name)?.();
      await settle();
    }
    expect([started, isIdle]).toEqual([['a1', 'b1', 'a2', 'a3'], false]);
    finish.get('a3')?.();
    await settle();
    expect(isIdle).toBe(true);
  });

  it('is idle once everything is done, and at once where nothing was', async () => {
    const limit = new TaskLimit(1);
    await limit.whenIdle();
    let finish = (): void => undefined;
    limit.run('one', () => new Promise((resolve) => (finish = resolve)));
    let isIdle = false;
    void limit.whenIdle().then(() => (isIdle = true));
    await settle();
    expect(isIdle).toBe(false);
    finish();
    await settle();
    expect(isIdle).toBe(true);
  });
});
