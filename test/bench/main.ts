import { benchFetch } from './fetch';
import { Report } from './figures';
import { benchGroups } from './groups';
import { benchIdle } from './idle';
import { benchKcat } from './kcat';
import { benchProduce } from './produce';
import { benchRestart } from './restart';
import { benchStart } from './start-time';

/** npm run bench -- [produce fetch start restart idle groups kcat …] [--json]. Without names: all of them. */
const BENCHES: Readonly<Record<string, (report: Report) => Promise<void>>> = {
  produce: benchProduce,
  fetch: benchFetch,
  start: benchStart,
  restart: benchRestart,
  idle: benchIdle,
  groups: benchGroups,
  kcat: benchKcat,
};

async function main(): Promise<void> {
  const words = process.argv.slice(2);
  const report = new Report(words.includes('--json'));
  const names = words.filter((word) => !word.startsWith('--'));
  const unknown = names.filter((name) => !(name in BENCHES));
  if (unknown.length > 0) {
    process.stderr.write(`no benchmark named ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}\n`);
    process.exit(2);
  }
  for (const [name, bench] of Object.entries(BENCHES))
    if (names.length === 0 || names.includes(name)) await bench(report);
  report.end();
}
void main();
