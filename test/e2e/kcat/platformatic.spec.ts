import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { kcat } from '../../support/kcat';
import { startBroker, temporaryFolder } from '../../support/processes';

test("@platformatic/kafka's admin and producer pass their scenario, and kcat reads what they wrote", async () => {
  const folder = temporaryFolder();
  const broker = await startBroker(join(folder.path, 'broker'));
  const scenario = spawnSync(process.execPath, [join(__dirname, 'platformatic-scenario.mjs'), String(broker.port)], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  expect({ status: scenario.status, stderr: scenario.stderr }).toEqual({ status: 0, stderr: '' });
  const read = await kcat([
    '-C',
    '-b',
    `127.0.0.1:${broker.port}`,
    '-t',
    'trades',
    '-o',
    'beginning',
    '-e',
    '-q',
    '-f',
    '%p %k=%s\n',
  ]);
  const lines = read.stdout.trim().split('\n');
  expect(lines.filter((line) => line.startsWith('0 '))).toEqual(['0 d=four']);
  expect(lines.filter((line) => line.startsWith('1 '))).toEqual([
    '1 b=two',
    ...['gzip', 'snappy', 'lz4'].map((codec) => `1 ${codec}=${codec.repeat(100)}`),
  ]);
  expect(lines.filter((line) => line.startsWith('2 '))).toEqual([
    '2 c=three',
    ...Array.from({ length: 10 }, (_, at) => `2 once=${at}`),
  ]);
  await broker.stop();
  folder.remove();
}, 90_000);
