import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { root } from './processes';

/** Bundles a small program of the tests (its path from the root), so that it starts as plain JavaScript. */
export async function bundleProgram(path: string): Promise<string> {
  const outfile = join(root, '.cache', 'run', `${basename(path, '.ts')}.${process.pid}.cjs`);
  await build({
    entryPoints: [join(root, path)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    packages: 'external',
    tsconfig: join(root, 'tsconfig.json'),
    logLevel: 'error',
  });
  process.on('exit', () => rmSync(outfile, { force: true }));
  return outfile;
}

/** Runs a program to its end and gives what it printed, parsed as JSON. */
export async function runToEnd<T>(program: string, options: object): Promise<T> {
  const child = spawn(process.execPath, [program, JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${program} ended with ${code ?? 'a signal'}`);
  return JSON.parse(output) as T;
}
