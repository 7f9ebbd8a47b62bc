// npm run test:foreign: Kafka's own Java clients and tools against a broker of this tree. Nothing else needs it. What it needs is
// fetched from Maven's repository into .cache/foreign; where Java or the repository is missing, it says so and is not run.
//   npm run test:foreign                 every scenario, with each release
//   npm run test:foreign -- static       only scenarios whose name contains one of the words
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { buildWhenNeeded, installWhenNeeded, root } from './project.mjs';

/** Releases, each with the folder of what only it can do. The newest is the one whose tools read the logs. */
const RELEASES = [
  { version: '4.3.1', folder: 'since4' },
  { version: '3.9.1', folder: 'since3' },
];
const MINUTES_10 = 600_000;
const cache = join(root, '.cache', 'foreign');
const sources = join(root, 'test', 'foreign');

function notRun(reason) {
  console.log(`not run: java (${reason})`);
  process.exit(0);
}

const quietly = (program, args) =>
  spawnSync(program, args, { encoding: 'utf8', timeout: MINUTES_10, stdio: ['ignore', 'pipe', 'pipe'] });

/** The release's jars, fetched once. @returns {string} their folder */
function jarsOf(version) {
  const folder = join(cache, `kafka-${version}`);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.${process.pid}`;
  process.stderr.write(`fetching Kafka ${version} …\n`);
  const fetched = quietly('mvn', [
    ...['-B', '-q', '-f', join(sources, 'pom.xml'), `-Dkafka.version=${version}`],
    ...['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${unfinished}`],
  ]);
  if (fetched.status !== 0) {
    rmSync(unfinished, { recursive: true, force: true });
    const [said] = `${fetched.stdout}${fetched.stderr}`.split('\n').filter((line) => line.includes('ERROR'));
    notRun(`Maven did not bring Kafka ${version}: ${said ?? fetched.error?.message ?? 'no reason given'}`);
  }
  renameSync(unfinished, folder);
  return folder;
}

/** Compiles the scenarios against a release. @returns {string} the class path to run them with */
function compiled({ version, folder }) {
  const jars = jarsOf(version);
  const classes = join(cache, `classes-${version}`);
  rmSync(classes, { recursive: true, force: true });
  mkdirSync(classes, { recursive: true });
  const files = ['common', folder].flatMap((part) =>
    readdirSync(join(sources, 'java', part)).map((file) => join(sources, 'java', part, file)),
  );
  const done = quietly('javac', ['-nowarn', '-d', classes, '-cp', join(jars, '*'), ...files]);
  if (done.status !== 0) {
    process.stderr.write(done.stderr);
    process.exit(1);
  }
  return [classes, join(jars, '*')].join(delimiter);
}

installWhenNeeded();
for (const [program, flag] of [
  ['java', '-version'],
  ['javac', '-version'],
  ['mvn', '--version'],
])
  if (quietly(program, [flag]).status !== 0) notRun(`${program} is not there`);
mkdirSync(cache, { recursive: true });
const releases = RELEASES.map((release) => ({ version: release.version, classPath: compiled(release) }));
buildWhenNeeded();
const run = [
  join(root, 'scripts', 'run.mjs'),
  'test/foreign/main.ts',
  JSON.stringify(releases),
  ...process.argv.slice(2),
];
process.exit(spawnSync(process.execPath, run, { cwd: root, stdio: 'inherit' }).status ?? 1);
