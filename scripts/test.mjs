// npm test: installs, builds, fetches the foreign programs that tests need, and runs every suite.
//   npm test                  everything
//   npm test -- records log   only spec files whose path contains one of the words
// Suites whose foreign program cannot be had are not run, and the last lines say so; .ci/run counts that as a failure.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildWhenNeeded, installWhenNeeded, root } from './project.mjs';

installWhenNeeded();
buildWhenNeeded();
const { libraryPath, program } = await import('./debian.mjs');

const NEEDS = { kcat: ['test/e2e/kcat/'] };
const notRun = [];
const ignored = [];
const environment = { ...process.env };
for (const [name, folders] of Object.entries(NEEDS)) {
  const found = program(name);
  if ('path' in found) {
    environment[`TEST_${name.toUpperCase()}`] = found.path;
    environment[`TEST_LIBRARY_PATH`] = libraryPath();
  } else {
    notRun.push(`not run: ${name} (${found.reason})`);
    ignored.push(...folders);
  }
}
const words = process.argv.slice(2);
const jest = [join(root, 'node_modules', 'jest', 'bin', 'jest.js'), '--silent=false', ...words];
if (ignored.length > 0) jest.push('--testPathIgnorePatterns', '/node_modules/', ...ignored);
const done = spawnSync(process.execPath, ['--expose-gc', ...jest], { cwd: root, stdio: 'inherit', env: environment });
for (const line of notRun) console.log(line);
process.exit(done.status ?? 1);
