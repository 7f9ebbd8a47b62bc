import { join } from 'node:path';
import { temporaryFolder } from '../../support/processes';
import { verifyLogs } from '../../support/verify-logs';
import { killNine } from './kill-nine';

/** npm run campaign:kill -- [--rounds 100] [--seed text]: prints a line per round and exits with 1 at the first fault. */
async function main(): Promise<void> {
  const option = (name: string, fallback: string): string => {
    const at = process.argv.indexOf(`--${name}`);
    return at < 0 ? fallback : (process.argv[at + 1] ?? fallback);
  };
  const seed = option('seed', String(Date.now()));
  const rounds = Number(option('rounds', '100'));
  const folder = temporaryFolder();
  console.log(`seed ${seed}, ${rounds} rounds`);
  const result = await killNine({
    rounds,
    seed,
    folder: folder.path,
    onRound: (round, sofar) =>
      console.log(
        `round ${round}: ${sofar.acknowledgedRecords} records acknowledged, ${sofar.resentBatches} batches sent again, ${sofar.faults.length} faults`,
      ),
  });
  for (const fault of result.faults) console.log(fault);
  const verified = verifyLogs(join(folder.path, 'broker-1'));
  console.log(verified.said);
  const isSound = result.faults.length === 0 && verified.status === 0;
  if (isSound) folder.remove();
  else console.log(`the data directory is kept: ${folder.path}`);
  process.exit(isSound ? 0 : 1);
}
void main();
