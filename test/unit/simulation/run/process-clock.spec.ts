import { seededRandom } from '@yak/base';
import { VirtualClock } from '@yak/simulation';
import { ProcessClock } from '../../../../libs/simulation/src/run/process-clock';

function worldAndProcess(): { world: VirtualClock; clock: ProcessClock; heard: string[]; runAll: () => void } {
  const world = new VirtualClock({ random: seededRandom(1) });
  const runAll = (): void => {
    while (world.advance()) continue;
  };
  return { world, clock: new ProcessClock(world), heard: [], runAll };
}

describe('the clock of a process', () => {
  test('is the clock of the world while the process lives', () => {
    const { world, clock, heard, runAll } = worldAndProcess();
    clock.setTimeout(() => heard.push(`timer at ${clock.monotonicMs()}`), 5);
    const cleared = clock.setTimeout(() => heard.push('cleared'), 1);
    clock.clearTimeout(cleared);
    clock.nextTurn(() => heard.push('turn'));
    runAll();
    expect(heard).toEqual(['turn', 'timer at 5']);
    expect(clock.wallMs()).toBe(world.wallMs());
  });

  test('lets nothing happen any more that a dead process had armed or arms', () => {
    const { clock, heard, runAll } = worldAndProcess();
    clock.setTimeout(() => heard.push('timer'), 5);
    clock.nextTurn(() => heard.push('turn'));
    clock.kill();
    clock.setTimeout(() => heard.push('late timer'), 1);
    clock.nextTurn(() => heard.push('late turn'));
    runAll();
    expect(heard).toEqual([]);
  });

  test('drops what a device had under way and goes on', () => {
    const { clock, heard, runAll } = worldAndProcess();
    clock.setTimeout(() => heard.push('before'), 5);
    clock.nextTurn(() => heard.push('turn before'));
    clock.dropPending();
    clock.setTimeout(() => heard.push('after'), 5);
    runAll();
    expect(heard).toEqual(['after']);
  });
});
