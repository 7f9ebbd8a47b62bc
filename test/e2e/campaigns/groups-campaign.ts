import { temporaryFolder } from '../../support/processes';
import { GROUP_PLANS } from './group-plans';
import { churnGroups } from './groups';

/** npm run campaign:groups -- [--minutes 5] [--seed text] [--profile dev|test] [--groups kafkajs,static,…] [--quiet] */
async function main(): Promise<void> {
  const option = (name: string, fallback: string): string => {
    const at = process.argv.indexOf(`--${name}`);
    return at < 0 ? fallback : (process.argv[at + 1] ?? fallback);
  };
  const seed = option('seed', String(Date.now()));
  const minutes = Number(option('minutes', '5'));
  const names = option('groups', '');
  const plans = GROUP_PLANS.filter(({ groupId }) => names === '' || names.split(',').includes(groupId));
  const folder = temporaryFolder();
  console.log(`seed ${seed}, ${minutes} minutes, groups ${plans.map(({ groupId }) => groupId).join(', ')}`);
  const startedMs = performance.now();
  const result = await churnGroups({
    seed,
    folder: folder.path,
    durationMs: minutes * 60_000,
    recordsPerSecond: 400,
    sessionTimeoutMs: 4_000,
    drainMs: 90_000,
    plans,
    profile: option('profile', 'dev') === 'test' ? 'test' : 'dev',
    onLine: (line) => {
      if (!process.argv.includes('--quiet'))
        console.log(`${((performance.now() - startedMs) / 1000).toFixed(1).padStart(6)} s  ${line}`);
    },
  });
  for (const group of result.groups) console.log(JSON.stringify(group));
  for (const fault of result.faults) console.log(`FAULT ${fault}`);
  console.log(`${result.produced} records, ${result.faults.length} faults; seed ${seed}`);
  if (result.faults.length === 0) folder.remove();
  else console.log(`the data directory is kept: ${folder.path}`);
  process.exit(result.faults.length === 0 ? 0 : 1);
}
void main();
