import type { TimerId } from '@yak/base';
import fc from 'fast-check';
import { answered } from '../../../../libs/groups/src/decision';
import { DeadlineTimers } from '../../../../libs/groups/src/shard/deadline-timers';
import { ManualClock } from '../../../support/cluster/manual-clock';

/** Counts how often a timer of the clock was armed. */
class CountingClock extends ManualClock {
  armings = 0;
  override setTimeout(callback: () => void, delayMs: number): TimerId {
    this.armings += 1;
    return super.setTimeout(callback, delayMs);
  }
}

function timersOn(clock: ManualClock) {
  const fired: string[] = [];
  const timers = new DeadlineTimers(clock, (operation) => void operation());
  const operation = (name: string) => () => {
    fired.push(`${name}@${clock.monotonicMs() - 1_000}`);
    return answered(undefined);
  };
  return {
    timers,
    fired,
    set: (name: string, delayMs: number) => timers.set(name, delayMs, operation(name)),
    operation,
  };
}

describe('the timers of a shard', () => {
  test('fire in the order of their deadlines, whatever the order they were set in', async () => {
    const clock = new ManualClock();
    const { fired, set } = timersOn(clock);
    set('late', 30);
    set('early', 10);
    set('middle', 20);
    await clock.run(100);
    expect(fired).toEqual(['early@10', 'middle@20', 'late@30']);
  });

  test('that are set again fire once, at the new time, later or earlier', async () => {
    const clock = new ManualClock();
    const { fired, set } = timersOn(clock);
    set('pushed', 10);
    set('pulled', 50);
    set('pushed', 40);
    set('pulled', 20);
    await clock.run(100);
    expect(fired).toEqual(['pulled@20', 'pushed@40']);
  });

  test('that are cancelled never fire, and say so', async () => {
    const clock = new ManualClock();
    const { timers, fired, set } = timersOn(clock);
    set('a', 10);
    set('b', 20);
    expect(timers.remainingMs('b')).toBe(20);
    timers.cancel('b');
    timers.cancel('never set');
    expect(timers.remainingMs('b')).toBeNull();
    await clock.run(15);
    expect(timers.remainingMs('a')).toBeNull();
    expect(timers.count).toBe(0);
    await clock.run(100);
    expect(fired).toEqual(['a@10']);
  });

  test('set by what fires wait for the next time, even without a delay', async () => {
    const clock = new ManualClock();
    const { timers, fired, set } = timersOn(clock);
    let rounds = 0;
    const again = () => {
      rounds += 1;
      if (rounds < 5) timers.set('again', 0, again);
      return answered(undefined);
    };
    timers.set('again', 10, again);
    set('other', 10);
    await clock.run(20);
    expect(rounds).toBe(5);
    expect(fired).toEqual(['other@10']);
  });

  test('let what lies in the sockets go first after a stall: a heartbeat in that turn saves its member', async () => {
    const clock = new ManualClock();
    const { fired, set } = timersOn(clock);
    set('member', 10);
    set('gone', 10);
    clock.stall(500);
    clock.setTimeout(() => set('member', 10), 0); // due in the same moment, read before the next turn
    await clock.run(5);
    expect(fired).toEqual(['gone@500']);
    await clock.run(20);
    expect(fired).toEqual(['gone@500', 'member@510']);
  });

  test('of 3,000 members cost one timer of the clock, however often they are set again', async () => {
    const clock = new CountingClock();
    const { timers, fired, set } = timersOn(clock);
    for (let round = 0; round < 10; round += 1) {
      for (let member = 0; member < 3_000; member += 1) set(`session/${member}`, 45_000);
      await clock.run(3_000);
    }
    expect(timers.count).toBe(3_000);
    expect(clock.armed).toBe(1);
    expect(clock.armings).toBeLessThan(5);
    expect(fired).toEqual([]);
  });

  test('of a closed shard are gone and take nothing new', async () => {
    const clock = new ManualClock();
    const { timers, fired, set } = timersOn(clock);
    set('a', 10);
    await clock.run(9);
    timers.close();
    set('b', 0);
    await clock.run(1_000);
    expect(fired).toEqual([]);
    expect(clock.armed).toBe(0);
  });

  test('longer than a timer of Node can be are armed in parts', async () => {
    const clock = new ManualClock();
    const { fired, set } = timersOn(clock);
    const delayMs = 2 ** 31 + 5_000;
    set('long', delayMs);
    await clock.run(delayMs - 1);
    expect(fired).toEqual([]);
    await clock.run(1);
    expect(fired).toEqual([`long@${delayMs}`]);
  });

  test('do as a plain list of deadlines does, whatever is set, cancelled and elapsed', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('set' as const), key: fc.nat(8), ms: fc.nat(40) }),
      fc.record({ kind: fc.constant('cancel' as const), key: fc.nat(8), ms: fc.constant(0) }),
      fc.record({ kind: fc.constant('run' as const), key: fc.constant(0), ms: fc.nat(30) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const clock = new ManualClock();
        const { timers, fired, set } = timersOn(clock);
        const model = new Map<string, number>();
        const expected: string[] = [];
        for (const { kind, key, ms } of steps) {
          const nowMs = clock.monotonicMs() - 1_000;
          const name = `t${key}`;
          if (kind === 'set') {
            set(name, ms);
            model.set(name, nowMs + ms);
          } else if (kind === 'cancel') {
            timers.cancel(name);
            model.delete(name);
          } else {
            await clock.run(ms);
            const due = [...model].filter(([, dueMs]) => dueMs <= nowMs + ms).sort(([, one], [, other]) => one - other);
            for (const [dueName, dueMs] of due) {
              expected.push(`${dueName}@${dueMs}`);
              model.delete(dueName);
            }
          }
        }
        expect([...fired].sort()).toEqual([...expected].sort());
        expect(timers.count).toBe(model.size);
      }),
    );
  });
});
