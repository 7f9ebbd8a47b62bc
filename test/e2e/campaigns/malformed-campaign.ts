import { temporaryFolder } from '../../support/processes';
import { malformedCampaign } from './malformed';

/** npm run campaign:malformed -- [--requests 1000000] [--per-second 4000] [--seed text] */
async function main(): Promise<void> {
  const option = (name: string, fallback: string): string => {
    const at = process.argv.indexOf(`--${name}`);
    return at < 0 ? fallback : (process.argv[at + 1] ?? fallback);
  };
  const seed = option('seed', String(Date.now()));
  const folder = temporaryFolder();
  console.log(`seed ${seed}`);
  const result = await malformedCampaign({
    seed,
    folder: folder.path,
    requests: Number(option('requests', '1000000')),
    requestsPerSecond: Number(option('per-second', '4000')),
    warmUpRequests: 100_000,
    quietMs: 20_000,
  });
  console.log(JSON.stringify(result, null, 2));
  const ratio = result.attackedP99Ms / result.quietP99Ms;
  console.log(`the good client's p99 under attack is ${ratio.toFixed(2)} times its quiet one (to reach: ≤ 2)`);
  folder.remove();
  process.exit(result.faults.length === 0 && ratio <= 2 ? 0 : 1);
}
void main();
