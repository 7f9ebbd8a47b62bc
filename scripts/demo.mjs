// npm run demo: a broker of its own, a text of some size through three partitions with the command line, and the proof that
// what came back is what went in. Everything is stopped and removed at the end.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buildWhenNeeded, installWhenNeeded, root } from './project.mjs';

const TEXT_BYTES = 8 * 1024 * 1024;
const READY_MS = 60_000;
const STOP_MS = 20_000;

const say = (text) => process.stdout.write(`${text}\n`);
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** A port that is free now. */
const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** The texts of this repository, numbered line by line, again and again up to the size wanted. */
const makeText = () => {
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(md|ts)$|^LICENSE$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((path) => !/[\\/](node_modules|dist|data|\.[^\\/]+)[\\/]/.test(path.slice(root.length)))
    .sort();
  const source = files.flatMap((path) => readFileSync(path, 'utf8').split('\n'));
  const lines = [];
  for (let bytes = 0; bytes < TEXT_BYTES;) {
    const line = `${String(lines.length).padStart(8, '0')}\t${source[lines.length % source.length]}`;
    lines.push(line);
    bytes += Buffer.byteLength(line) + 1;
  }
  return `${lines.join('\n')}\n`;
};

/** Starts the broker; resolves to its address when it says that it serves. */
const startBroker = async (directory) => {
  const [port, httpPort] = [await freePort(), await freePort()];
  const broker = spawn(process.execPath, [join(root, 'scripts', 'start.mjs')], {
    cwd: root,
    env: {
      ...process.env,
      YAK_PORT: String(port),
      YAK_HTTP_PORT: String(httpPort),
      YAK_DATA_DIR: join(directory, 'data'),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ready = new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no ready line within ${READY_MS} ms`)), READY_MS);
    broker.once('exit', (code) => reject(new Error(`the broker ended with ${code}`)));
    createInterface({ input: broker.stdout }).on('line', (line) => {
      if (!line.startsWith('YAK ready:')) return;
      clearTimeout(timer);
      resolve(line);
    });
  });
  try {
    return { broker, line: await ready, address: `127.0.0.1:${port}` };
  } catch (error) {
    broker.kill('SIGKILL');
    throw error;
  }
};

/** Ends the broker as an operator would, by force only when that takes too long. */
const stopBroker = (broker) =>
  new Promise((resolve) => {
    if (broker.exitCode !== null || broker.signalCode !== null) return resolve();
    const timer = setTimeout(() => broker.kill('SIGKILL'), STOP_MS);
    broker.removeAllListeners('exit');
    broker.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    broker.kill('SIGTERM');
  });

/** Runs yak-cli with files for stdin and stdout; throws when it fails. */
const cli = (address, args, { input, output } = {}) => {
  const shown = args.map((arg) => (/^[\w./:-]+$/.test(arg) ? arg : `'${arg}'`)).join(' ');
  say(`\n$ yak-cli ${shown}${input ? ' < text' : ''}${output ? ' > text-back' : ''}`);
  const opened = [
    input === undefined ? 'ignore' : openSync(input, 'r'),
    output === undefined ? 'inherit' : openSync(output, 'w'),
  ];
  const startedMs = performance.now();
  const done = spawnSync(process.execPath, [join(root, 'scripts', 'yak-cli.mjs'), '-b', address, ...args], {
    stdio: [...opened, 'inherit'],
  });
  for (const descriptor of opened) if (typeof descriptor === 'number') closeSync(descriptor);
  if (done.status !== 0) throw new Error(`yak-cli ${args[0]} ended with ${done.status ?? done.signal}`);
  return performance.now() - startedMs;
};

/** Puts lines of several partitions back into one order: by their number, which is the record's key. */
const inOrder = (text) => `${text.split('\n').slice(0, -1).sort().join('\n')}\n`;

const walkThrough = (address, directory) => {
  const [sent, back] = [join(directory, 'text'), join(directory, 'text-back')];
  const text = makeText();
  writeFileSync(sent, text);
  say(
    `A text of ${(text.length / 1024 / 1024).toFixed(1)} MB, ${text.split('\n').length - 1} lines; each line's number is its key.`,
  );
  cli(address, ['topic', 'create', 'demo', '--partitions', '3']);
  const producedMs = cli(address, ['produce', 'demo', '--key-separator', '\\t', '--codec', 'gzip', '--idempotent'], {
    input: sent,
  });
  cli(address, ['topic', 'describe', 'demo']);
  const consumedMs = cli(address, ['consume', 'demo', '--from-beginning', '--exit-eof', '--format', '%k\\t%v\\n'], {
    output: back,
  });
  const returned = inOrder(readFileSync(back, 'utf8'));
  say(`\nproduced in ${Math.round(producedMs)} ms, consumed in ${Math.round(consumedMs)} ms`);
  say(`sha256 of what went in:   ${sha256(text)}`);
  say(`sha256 of what came back: ${sha256(returned)}`);
  cli(address, ['log', 'verify', join(directory, 'data', 'broker-1')]);
  return returned === text;
};

installWhenNeeded();
buildWhenNeeded();
const directory = mkdtempSync(join(tmpdir(), 'yak-demo-'));
let broker = null;
let isSame = false;
try {
  const started = await startBroker(directory);
  broker = started.broker;
  say(started.line);
  isSame = walkThrough(started.address, directory);
} catch (error) {
  process.stderr.write(`demo: ${error.message}\n`);
} finally {
  if (broker !== null) await stopBroker(broker);
  rmSync(directory, { recursive: true, force: true });
}
say(isSame ? '\nWhat came back is what went in.' : '\nIt is NOT what went in.');
process.exit(isSame ? 0 : 1);
