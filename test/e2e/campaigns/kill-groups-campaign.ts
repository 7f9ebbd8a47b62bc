import { join } from 'node:path';
import { temporaryFolder } from '../../support/processes';
import { verifyLogs } from '../../support/verify-logs';
import { killGroups } from './kill-groups';

/** npm run campaign:kill-groups -- [--rounds 50] [--seed text]: prints a line per round and exits with 1 at the first fault. */
async function main(): Promise<void> {
  const option = (name: string, fallback: string): string => {
    const at = process.argv.indexOf(`--${name}`);
    return at < 0 ? fallback : (process.argv[at + 1] ?? fallback);
  };
  const seed = option('seed', String(Date.now()));
  const rounds = Number(option('rounds', '50'));
  const folder = temporaryFolder();
  console.log(`seed ${seed}, ${rounds} rounds`);
  const result = await killGroups({
    rounds,
    seed,
    folder: folder.path,
    onRound: (round, moment, sofar) =>
      console.log(
        `round ${round}, ${moment}: ${sofar.acknowledgedCommits} commits acknowledged, a new member waited at most ${Math.round(sofar.assignedMsMax)} ms, ${sofar.faults.length} faults`,
      ),
  });
  for (const fault of result.faults) console.log(fault);
  console.log(JSON.stringify(result.killedDuring));
  const verified = verifyLogs(join(folder.path, 'broker-1'));
  console.log(verified.said);
  const isSound = result.faults.length === 0 && verified.status === 0;
  if (isSound) folder.remove();
  else console.log(`the data directory is kept: ${folder.path}`);
  process.exit(isSound ? 0 : 1);
}
void main();
