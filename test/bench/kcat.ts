import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from './figures';
import { startBroker, temporaryFolder } from '../support/processes';
import { createTopic } from './topics';

const LINES = 1_000_000;
const TOPIC = 'lines';

async function timed(args: readonly string[], input: string | null): Promise<number> {
  const startedMs = performance.now();
  const child = spawn('sh', ['-c', `exec kcat "$@" ${input === null ? '' : `< ${input}`} > /dev/null`, 'sh', ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`kcat ended with ${code ?? 'a signal'}`);
  return (performance.now() - startedMs) / 1000;
}

/** kcat.*: a million lines of 100 bytes through the foreign client, without a target. Nothing where kcat is not installed. */
export async function benchKcat(report: Report): Promise<void> {
  if (spawnSync('kcat', ['-V']).status !== 0) {
    report.say('kcat is not installed: its figures are left out');
    return;
  }
  const folder = temporaryFolder();
  const path = join(folder.path, 'lines.txt');
  const file = createWriteStream(path);
  for (let line = 0; line < LINES; line += 1)
    if (!file.write(`${String(line).padStart(99, '.')}\n`)) await once(file, 'drain');
  file.end();
  await once(file, 'close');
  const broker = await startBroker(join(folder.path, 'broker'));
  await createTopic(broker.port, TOPIC, 1);
  const address = `127.0.0.1:${broker.port}`;
  const megabytes = statSync(path).size / 1e6;
  const wrote = await timed(['-P', '-b', address, '-t', TOPIC, '-X', 'acks=all'], path);
  report.add({ figure: 'kcat.produce.mbPerSec', value: megabytes / wrote, unit: 'MB/s' });
  const read = await timed(['-C', '-b', address, '-t', TOPIC, '-o', 'beginning', '-e', '-q'], null);
  report.add({ figure: 'kcat.consume.mbPerSec', value: megabytes / read, unit: 'MB/s' });
  await broker.stop();
  folder.remove();
}
