import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

/** The project's own folder; holds for jest and for a bundle in .cache/run alike. */
export const root = resolve(__dirname, '..', '..');
const CLOCK_TICKS_PER_SECOND = 100;

/** A process under measurement: its first line on stdout is awaited before anything is asked of it. */
export interface Running {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly readyLine: string;
  /** Milliseconds from spawning to the first line. */
  readonly readyMs: number;
  /** SIGTERM and wait; resolves to the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL and wait. */
  kill(): Promise<void>;
}

/** A folder of its own under the system's temporary files, or under BENCH_DIR; removed by `remove`. */
export function temporaryFolder(): { path: string; remove(): void } {
  const base = process.env['BENCH_DIR'] ?? tmpdir();
  mkdirSync(base, { recursive: true });
  const path = mkdtempSync(join(base, 'yak-bench-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A port that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Starts a program and waits for its first line. Rejects when it ends before. */
export async function start(
  command: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<Running> {
  const spawnedMs = performance.now();
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const killWithUs = (): boolean => child.kill('SIGKILL');
  process.on('exit', killWithUs);
  const exited = once(child, 'exit') as Promise<[number | null]>;
  void exited.then(() => process.off('exit', killWithUs));
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([
    once(lines, 'line') as Promise<[string]>,
    exited.then(([code]) =>
      Promise.reject(new Error(`${args.join(' ')} ended with ${code ?? 'a signal'} before it was ready`)),
    ),
  ]);
  const readyMs = performance.now() - spawnedMs;
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    return (await exited)[0];
  };
  return {
    child,
    pid: child.pid ?? 0,
    readyLine: first[0],
    readyMs,
    stop: () => end('SIGTERM'),
    kill: async () => {
      await end('SIGKILL');
    },
  };
}

/** A broker process and where it listens. */
export interface RunningBroker extends Running {
  readonly port: number;
  readonly httpPort: number;
}

/** A broker of the built tree in its own process, dev profile unless `environment` says otherwise. */
export async function startBroker(folder: string, environment: NodeJS.ProcessEnv = {}): Promise<RunningBroker> {
  const [port, httpPort] = [await freePort(), await freePort()];
  const running = await start(process.execPath, [join(root, 'dist', 'broker.cjs')], {
    YAK_PORT: String(port),
    YAK_HTTP_PORT: String(httpPort),
    YAK_DATA_DIR: folder,
    ...environment,
  });
  return { ...running, port, httpPort };
}

/** Processor seconds that a process has used so far, user and system, all threads. Linux only. */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_PER_SECOND;
}

/** Resident memory of a process in MB (10^6 bytes). Linux only. */
export function residentMegabytes(pid: number): number {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return (Number(line?.[1] ?? Number.NaN) * 1024) / 1e6;
}
