import { seededRandom } from '@yak/base';
import { Runner, VirtualClock } from '@yak/simulation';

/** Runs a scenario in a macrotask of its own, as a runner asks. */
function run<T>(scenario: (clock: VirtualClock, runner: Runner) => Promise<T>, eventsMax = 1_000): Promise<T> {
  const clock = new VirtualClock({ random: seededRandom(1) });
  const runner = new Runner({ clock, eventsMax });
  return new Promise((resolve, reject) => {
    setImmediate(() => {
      try {
        resolve(runner.run(() => scenario(clock, runner)));
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
  });
}

function after(clock: VirtualClock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimeout(resolve, ms);
  });
}

describe('a runner', () => {
  test('moves time from event to event and lets promises go on in between', async () => {
    const seen = await run(async (clock) => {
      const times: number[] = [];
      await Promise.all(
        [30, 10, 20].map(async (ms) => {
          await after(clock, ms);
          times.push(clock.monotonicMs());
          await after(clock, 5);
          times.push(clock.monotonicMs());
        }),
      );
      return times;
    });
    expect(seen).toEqual([10, 15, 20, 25, 30, 35]);
  });

  test('says deadlock when nothing will ever happen and the scenario has not ended', async () => {
    await expect(run(() => new Promise(() => undefined))).rejects.toMatchObject({ kind: 'deadlock' });
  });

  test('gives up a scenario that never ends', async () => {
    const endless = async (clock: VirtualClock): Promise<void> => {
      for (;;) await after(clock, 1);
    };
    await expect(run(endless, 50)).rejects.toMatchObject({ kind: 'too many events' });
  });

  test('ends with what a callback threw', async () => {
    const throwing = (clock: VirtualClock): Promise<void> => {
      clock.setTimeout(() => {
        throw new Error('broken');
      }, 1);
      return new Promise(() => undefined);
    };
    await expect(run(throwing)).rejects.toMatchObject({ kind: 'uncaught', cause: { message: 'broken' } });
  });

  test('ends with what the scenario rejects with', async () => {
    await expect(run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  });

  test('checks its laws after every event', async () => {
    const scenario = async (clock: VirtualClock, runner: Runner): Promise<void> => {
      runner.addLaw(() => {
        if (clock.monotonicMs() === 20) throw new Error('it is 20');
      });
      for (;;) await after(clock, 10);
    };
    await expect(run(scenario)).rejects.toThrow('it is 20');
  });

  test('ends with a broken law also where the caller of the check would swallow it', async () => {
    const scenario = async (clock: VirtualClock, runner: Runner): Promise<void> => {
      runner.check(() => {
        throw new Error('swallowed');
      });
      await after(clock, 1);
    };
    await expect(run(scenario)).rejects.toThrow('swallowed');
  });

  test('wakes a fault between two events, so many after it was asked', async () => {
    const events = await run(async (clock, runner) => {
      void (async () => {
        for (;;) await after(clock, 1);
      })();
      await runner.afterEvents(7);
      return runner.events;
    });
    expect(events).toBe(7);
  });

  test('refuses to run inside of a microtask, where nothing could be drained', async () => {
    await Promise.resolve();
    const runner = new Runner({ clock: new VirtualClock({ random: seededRandom(1) }), eventsMax: 10 });
    expect(() => runner.run(() => Promise.resolve())).toThrow('macrotask');
  });
});
