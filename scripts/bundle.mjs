// Bundles the two programs that people start by hand. One file instead of some hundred: module resolution is most of a short
// program's start time. Packages stay outside, so that a stack trace names them and security fixes reach them.
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from './project.mjs';

await build({
  entryPoints: {
    broker: join(root, 'dist/apps/broker/src/main.js'),
    'yak-cli': join(root, 'dist/apps/cli/src/main.js'),
  },
  outdir: join(root, 'dist'),
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  target: 'node20',
  packages: 'external',
  logLevel: 'error',
});
