import { runSeed } from './run-seed';

describe('a broker and its coordinator in a simulated world', () => {
  test.each(['1', '2', '3', '4', '5'])('keep what they promised, twice the same way (seed %s)', async (seed) => {
    const first = await runSeed(seed);
    expect(first.acknowledged).toBeGreaterThan(0);
    expect(first.faultsInjected).toBeGreaterThan(0);
    expect((await runSeed(seed)).digest).toBe(first.digest);
  });
});
