import { Waiters } from '../../../libs/broker/src/waiters';
import { ManualClock, settle } from '../../support/cluster/manual-clock';

const WAITERS_MAX = 10_000;

describe('those who wait for a fact', () => {
  const world = () => {
    const clock = new ManualClock();
    const waiters = new Waiters(clock);
    const told: string[] = [];
    const wait = (fact: string, timeoutMs: number): void => {
      void waiters.when(fact, timeoutMs).then((hasCome) => told.push(`${fact} ${hasCome ? 'came' : 'did not come'}`));
    };
    return { clock, waiters, told, wait };
  };

  it('go on at its announcement, all of them, and nobody else does; no time passes and no timer stays', async () => {
    const { clock, waiters, told, wait } = world();
    wait('light', 100);
    wait('light', 200);
    wait('warmth', 100);
    waiters.announce('light');
    await settle();
    expect(told).toEqual(['light came', 'light came']);
    expect(clock.armed).toBe(1);
    waiters.announce('light');
    waiters.announce('nothing');
    waiters.announce('warmth');
    await settle();
    expect(told).toEqual(['light came', 'light came', 'warmth came']);
    expect(clock.armed).toBe(0);
  });

  it('wait as long as they said, and not at all for no time', async () => {
    const { clock, waiters, told, wait } = world();
    wait('light', 100);
    wait('noon', 0);
    await clock.run(99);
    expect(told).toEqual(['noon did not come']);
    await clock.run(1);
    expect(told).toEqual(['noon did not come', 'light did not come']);
    waiters.announce('light');
    await settle();
    expect(told).toHaveLength(2);
  });

  it('are told at the close that nothing comes any more, as is everyone after it', async () => {
    const { clock, waiters, told, wait } = world();
    wait('light', 100);
    wait('warmth', 100);
    waiters.close();
    wait('light', 100);
    await settle();
    expect(told.sort()).toEqual(['light did not come', 'light did not come', 'warmth did not come']);
    expect(clock.armed).toBe(0);
  });

  it('are no more than ten thousand; one more is told at once that nothing came', async () => {
    const { waiters } = world();
    const waiting = Array.from({ length: WAITERS_MAX }, () => waiters.when('light', 100));
    await expect(waiters.when('light', 100)).resolves.toBe(false);
    waiters.announce('light');
    expect(new Set(await Promise.all(waiting))).toEqual(new Set([true]));
    const again = waiters.when('light', 100);
    waiters.announce('light');
    await expect(again).resolves.toBe(true);
  });
});
