// The two steps that every other script may need first: install the packages, build the programs. Each runs only when file
// times say so; everything they print goes to stderr, because stdout belongs to the main job.
import { spawnSync } from 'node:child_process';
import { mkdirSync, utimesSync, writeFileSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isStale } from './freshness.mjs';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const at = (...parts) => join(root, ...parts);
const built = at('dist', '.built');

/** Runs a program of ours and ends the process with its status when it fails. */
export function run(command, args, options = {}) {
  const done = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], ...options });
  if (done.status !== 0) {
    process.stderr.write(
      `${command} ${args.join(' ')} failed with ${done.status ?? done.signal ?? done.error?.message}\n`,
    );
    process.exit(done.status ?? 1);
  }
}

/**
 * Installs what the lock file names when node_modules is missing or older than it. Not `npm ci`: that refuses a lock file which
 * lacks the binaries of platforms that the registry did not offer when it was written.
 */
export function installWhenNeeded() {
  const marker = at('node_modules', '.package-lock.json');
  if (!isStale(marker, [at('package.json'), at('package-lock.json')])) return;
  process.stderr.write('installing packages …\n');
  run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error']);
  if (existsSync(marker)) utimesSync(marker, new Date(), new Date());
}

/** Builds dist when any source is newer than the last build. */
export function buildWhenNeeded() {
  if (
    !isStale(built, [
      at('apps'),
      at('libs'),
      at('tsconfig.json'),
      at('tsconfig.build.json'),
      at('nest-cli.json'),
      at('scripts', 'bundle.mjs'),
    ])
  )
    return;
  build();
}

/** Compiles apps and libs into dist, then bundles what is started often. */
export function build() {
  process.stderr.write('building …\n');
  mkdirSync(at('dist'), { recursive: true });
  run(process.execPath, [at('node_modules', '@nestjs', 'cli', 'bin', 'nest.js'), 'build', 'broker']);
  run(process.execPath, [at('scripts', 'bundle.mjs')]);
  writeFileSync(built, '');
}
