// Foreign programs that tests need, from Debian's packages: by apt as root, else unpacked into .cache/debian.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root } from './project.mjs';

const cache = join(root, '.cache', 'debian');
const MINUTES_5 = 300_000;

const quietly = (command, args, options = {}) =>
  spawnSync(command, args, { encoding: 'utf8', timeout: MINUTES_5, stdio: ['ignore', 'pipe', 'pipe'], ...options });
const onPath = (program) =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path)) ?? null;

/** Environment in which an unpacked program finds its libraries. */
export function libraryPath() {
  const folders = ['usr/lib/x86_64-linux-gnu', 'usr/lib/aarch64-linux-gnu', 'lib/x86_64-linux-gnu'].map((folder) =>
    join(cache, folder),
  );
  return [...folders.filter((folder) => existsSync(folder)), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
}

function byApt(name) {
  if (process.getuid?.() !== 0 || !onPath('apt-get')) return null;
  const environment = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  const install = () =>
    quietly('apt-get', ['install', '-y', '--no-install-recommends', name], environment).status === 0;
  if (!install()) {
    quietly('apt-get', ['update'], environment);
    install();
  }
  return onPath(name);
}

/** Downloads the package and those of its dependencies that the machine lacks, and unpacks them without installing. */
function byUnpacking(name) {
  if (!onPath('apt-get') || !onPath('dpkg')) return null;
  const downloads = join(cache, 'downloads');
  mkdirSync(downloads, { recursive: true });
  const depends = quietly('apt-cache', [
    'depends',
    '--recurse',
    '--no-recommends',
    '--no-suggests',
    '--no-conflicts',
    '--no-breaks',
    '--no-replaces',
    '--no-enhances',
    name,
  ]);
  const packages = [...new Set((depends.stdout ?? '').split('\n').filter((line) => /^[a-z0-9]/.test(line)))];
  const missing = packages.filter((one) => quietly('dpkg', ['-s', one]).status !== 0);
  for (const one of missing) quietly('apt-get', ['download', one], { cwd: downloads });
  for (const file of readdirSync(downloads)) quietly('dpkg', ['-x', join(downloads, file), cache]);
  const program = join(cache, 'usr', 'bin', name);
  return existsSync(program) ? program : null;
}

/** Finds or fetches a program. @returns {{ path: string } | { reason: string }} */
export function program(name) {
  const present = onPath(name) ?? (existsSync(join(cache, 'usr/bin', name)) ? join(cache, 'usr/bin', name) : null);
  const path = present ?? byApt(name) ?? byUnpacking(name);
  return path ? { path } : { reason: 'neither apt-get install nor apt-get download brought it' };
}
