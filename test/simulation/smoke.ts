// Runs the real broker and coordinator under seeds, each twice, and compares the digests.
//   npm run sim:smoke                      100 seeds
//   npm run sim:smoke -- --seeds 1000
//   npm run sim:smoke -- --seed 17         one seed, telling everything that happens
import { inspect } from 'node:util';
import { RunFault } from '@yak/simulation';
import { runSeed, type SeedOutcome } from './run-seed';

const MS_PER_HOUR = 3_600_000;

function option(name: string): string | null {
  const index = process.argv.indexOf(`--${name}`);
  return index === -1 ? null : (process.argv[index + 1] ?? null);
}

async function runTwice(seed: string): Promise<SeedOutcome> {
  const first = await runSeed(seed);
  const second = await runSeed(seed);
  if (first.digest !== second.digest)
    throw new RunFault('not replayable', `digests ${first.digest} and ${second.digest}`);
  return first;
}

async function runOne(seed: string): Promise<void> {
  const outcome = await runSeed(seed, (line) => console.log(line));
  console.log(
    `${outcome.events} events, ${outcome.acknowledged} records acknowledged, ${outcome.faultsInjected} faults injected`,
  );
  console.log(`digest ${outcome.digest}`);
}

async function runMany(count: number): Promise<void> {
  const sum = { events: 0, hours: 0, faults: 0, acknowledged: 0, rebalances: 0 };
  let failures = 0;
  for (let seed = 1; seed <= count; seed += 1) {
    try {
      const outcome = await runTwice(String(seed));
      sum.events += outcome.events;
      sum.hours += outcome.simulatedMs / MS_PER_HOUR;
      sum.faults += outcome.faultsInjected;
      sum.acknowledged += outcome.acknowledged;
      sum.rebalances += outcome.rebalances;
    } catch (error) {
      failures += 1;
      console.log(
        `seed ${seed}: ${error instanceof Error ? error.message : String(error)}   (npm run sim:smoke -- --seed ${seed})`,
      );
    }
  }
  const verdict = failures === 0 ? 'digests equal' : `${failures} seeds failed`;
  console.log(
    `sim:smoke: ${count} seeds, ${sum.events} events, ${sum.hours.toFixed(1)} simulated hours, ${sum.faults} faults injected, ${sum.acknowledged} records acknowledged, ${sum.rebalances} rebalances, ${verdict}`,
  );
  if (failures > 0) process.exitCode = 1;
}

async function main(): Promise<void> {
  const seed = option('seed');
  if (seed !== null) await runOne(seed);
  else await runMany(Number(option('seeds') ?? 100));
}

main().catch((error: unknown) => {
  console.error(inspect(error, { depth: 5 }));
  process.exitCode = 1;
});
