import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { median, type Report } from './figures';
import { freePort, startBroker, temporaryFolder } from '../support/processes';
import { createTopic } from './topics';

const ROUNDS = 11;

/** Starts `npm start` in a process group of its own and stops the whole group again. */
async function throughNpm(folder: string): Promise<number> {
  const environment = {
    ...process.env,
    YAK_PORT: String(await freePort()),
    YAK_HTTP_PORT: String(await freePort()),
    YAK_DATA_DIR: folder,
  };
  const spawnedMs = performance.now();
  const child = spawn('npm', ['start'], { env: environment, stdio: ['ignore', 'pipe', 'ignore'], detached: true });
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) if (line.startsWith('YAK ready')) break;
  const readyMs = performance.now() - spawnedMs;
  const ended = once(child, 'close'); // npm ends before the broker has: its pipe closes with the broker
  child.stdout.resume();
  process.kill(-(child.pid ?? 0), 'SIGTERM');
  await ended;
  return readyMs;
}

/** start.*: from spawning to the ready line, with an existing data directory; medians. */
export async function benchStart(report: Report): Promise<void> {
  const folder = temporaryFolder();
  const first = await startBroker(folder.path);
  await createTopic(first.port, 'existing', 3);
  await first.stop();
  const direct: number[] = [];
  const npm: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const broker = await startBroker(folder.path);
    await broker.stop();
    const viaNpm = await throughNpm(folder.path);
    if (round === 0) continue;
    direct.push(broker.readyMs);
    npm.push(viaNpm);
  }
  report.add({ figure: 'start.readyMs', value: median(direct), unit: 'ms', target: '≤ 700' });
  report.add({ figure: 'start.npmReadyMs', value: median(npm), unit: 'ms', target: '≤ 1000' });
  folder.remove();
}
