import { allOrDeadline } from '../../../libs/handlers/src/deadline';
import { ManualClock } from '../../support/cluster/manual-clock';

describe('a deadline', () => {
  it('is not waited for once everything is there', async () => {
    const clock = new ManualClock();
    await allOrDeadline(clock, [Promise.resolve(1), Promise.resolve(2)], 1_000);
    expect(clock.armed).toBe(0);
  });

  it('ends the wait for what does not come', async () => {
    const clock = new ManualClock();
    let isOver = false;
    void allOrDeadline(clock, [new Promise(() => undefined)], 100).then(() => (isOver = true));
    await clock.run(99);
    expect(isOver).toBe(false);
    await clock.run(1);
    expect(isOver).toBe(true);
  });

  it('takes a negative time for none', async () => {
    const clock = new ManualClock();
    const over = allOrDeadline(clock, [new Promise(() => undefined)], -5);
    await clock.run(0);
    await expect(over).resolves.toBeUndefined();
  });

  it('passes on a failure', async () => {
    const clock = new ManualClock();
    await expect(allOrDeadline(clock, [Promise.reject(new Error('no'))], 100)).rejects.toThrow('no');
    expect(clock.armed).toBe(0);
  });
});
