// Runs one TypeScript entry: bundles it (dependencies stay outside) into .cache/run and starts it with the same arguments.
//   node scripts/run.mjs test/bench/main.ts produce --json
import { spawn } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [entry, ...args] = process.argv.slice(2);
const nodeArguments = process.env.YAK_NODE_ARGUMENTS?.split(' ') ?? [];
const outfile = join(root, '.cache', 'run', `${entry.replace(/[^a-z0-9]+/gi, '-')}.${process.pid}.cjs`);
await build({
  entryPoints: [resolve(root, entry)],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20',
  packages: 'external',
  sourcemap: 'inline',
  tsconfig: join(root, 'tsconfig.json'),
  logLevel: 'error',
});
const child = spawn(process.execPath, ['--enable-source-maps', ...nodeArguments, outfile, ...args], {
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', async (code, signal) => {
  const { rm } = await import('node:fs/promises');
  await rm(outfile, { force: true });
  process.exit(code ?? (signal ? 1 : 0));
});
