// npm run check: everything that can be said about the source without running it, and the rules of the house.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { installWhenNeeded, root } from './project.mjs';

installWhenNeeded();
const tool = (path) => join(root, 'node_modules', path);
const STEPS = [
  [
    'format',
    tool('prettier/bin/prettier.cjs'),
    ['--check', '--log-level', 'warn', 'apps', 'libs', 'test', 'scripts', '*.mjs', '*.cjs', '*.json'],
  ],
  ['types', tool('typescript/bin/tsc'), ['-p', 'tsconfig.json', '--pretty', 'false']],
  ['lint', tool('eslint/bin/eslint.js'), ['--max-warnings', '0', 'apps', 'libs', 'test']],
  [
    'floor plan',
    tool('dependency-cruiser/bin/dependency-cruise.mjs'),
    ['--output-type', 'err', 'apps', 'libs', 'test'],
  ],
  ['dead code', tool('knip/bin/knip.js'), ['--no-progress']],
  ['house rules', tool('jest/bin/jest.js'), ['test/house']],
];

function step([name, program, args]) {
  return new Promise((resolve) => {
    const startedMs = Date.now();
    const child = spawn(process.execPath, [program, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('exit', (code) => {
      const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
      process.stdout.write(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)\n${code === 0 ? '' : output}`);
      resolve(code === 0);
    });
  });
}

// Two at a time: the machine that this must run on has two cores.
const waiting = [...STEPS];
let failed = 0;
const lane = async () => {
  for (let next = waiting.shift(); next; next = waiting.shift()) if (!(await step(next))) failed += 1;
};
await Promise.all([lane(), lane()]);
console.log(`check: ${STEPS.length - failed} of ${STEPS.length} steps hold`);
process.exit(failed === 0 ? 0 : 1);
