#!/usr/bin/env node
// npx yak-cli: runs the built command line; builds first where there is none yet.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const program = join(root, 'dist', 'yak-cli.cjs');
if (!existsSync(program)) {
  const { build, installWhenNeeded } = await import('./project.mjs');
  installWhenNeeded();
  build();
}
createRequire(import.meta.url)(program);
