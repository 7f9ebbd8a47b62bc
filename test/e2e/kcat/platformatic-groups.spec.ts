import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { startBroker, temporaryFolder } from '../../support/processes';

test("@platformatic/kafka's admin of groups passes its scenario", async () => {
  const folder = temporaryFolder();
  const broker = await startBroker(join(folder.path, 'broker'));
  const program = join(__dirname, 'platformatic-groups-scenario.mjs');
  const scenario = spawnSync(process.execPath, [program, String(broker.port)], { encoding: 'utf8', timeout: 60_000 });
  expect({ status: scenario.status, stderr: scenario.stderr }).toEqual({ status: 0, stderr: '' });
  await broker.stop();
  folder.remove();
}, 90_000);
