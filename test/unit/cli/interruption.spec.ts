import { Interruption, type InterruptionCause } from '../../../apps/cli/src/interruption';

describe('an interruption', () => {
  it('is taken care of once; the next one finds nobody', () => {
    const [interruption, heard] = [new Interruption(), [] as InterruptionCause[]];
    expect(interruption.raise('signal')).toBe(false);
    interruption.take((cause) => heard.push(cause));
    expect([interruption.raise('closed pipe'), interruption.raise('signal')]).toEqual([true, false]);
    expect(heard).toEqual(['closed pipe']);
  });

  it('is nobody’s any more after it was given up', () => {
    const interruption = new Interruption();
    interruption.take(() => undefined)();
    expect(interruption.raise('signal')).toBe(false);
  });
});
