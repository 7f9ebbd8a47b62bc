import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as typescript from 'typescript';

/** The rules of the house that concern whole files; what concerns lines is in eslint.config.mjs, doors in .dependency-cruiser.cjs. */
const root = join(__dirname, '..', '..');
const tracked = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((path) => path !== '' && existsSync(join(root, path)));
const text = (path: string): string => readFileSync(join(root, path), 'utf8');
const sources = tracked.filter((path) => /^(libs|apps)\/[^/]+\/src\/.*\.ts$/.test(path));
const tests = tracked.filter((path) => /^test\/.*\.ts$/.test(path));

const BANNED_WORDS = [
  'manager',
  'service',
  'helper',
  'util',
  'utils',
  'common',
  'shared',
  'core',
  'misc',
  'data',
  'info',
  'processor',
  'base-class',
];

/** Whether a file declares something that runs: a function with a body or a class. Types and tables of values have no mirror. */
function runs(path: string): boolean {
  const file = typescript.createSourceFile(path, text(path), typescript.ScriptTarget.ES2023, true);
  let found = false;
  const visit = (node: typescript.Node): void => {
    if (found) return;
    if (
      typescript.isClassDeclaration(node) ||
      typescript.isArrowFunction(node) ||
      (typescript.isFunctionDeclaration(node) && node.body)
    ) {
      found = true;
      return;
    }
    typescript.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** `libs/storage/src/fs/real-disk.ts` → `test/unit/storage/fs/real-disk.spec.ts`. */
function mirrorOf(path: string): string {
  const [, room, inside] = /^(?:libs|apps)\/([^/]+)\/src\/(.*)\.ts$/.exec(path) ?? [];
  return `test/unit/${room ?? ''}/${inside ?? ''}.spec.ts`;
}

describe('every source file', () => {
  test('that runs has a mirror test', () => {
    const exempt = (path: string): boolean =>
      basename(path) === 'index.ts' ||
      path.startsWith('libs/protocol/src/apis/') ||
      path.startsWith('libs/protocol/src/records/') ||
      /^apps\/[^/]+\/src\/main\.ts$/.test(path);
    const missing = sources.filter((path) => !exempt(path) && runs(path) && !existsSync(join(root, mirrorOf(path))));
    expect(missing).toEqual([]);
  });

  test('is named in kebab case with the house suffixes', () => {
    const odd = [...sources, ...tests].filter(
      (path) =>
        !/^[a-z0-9]+(-[a-z0-9]+)*(\.(property|golden|table|scenario))?(\.(machine|module|config))?(\.spec)?\.ts$/.test(
          basename(path),
        ),
    );
    expect(odd).toEqual([]);
  });

  test('bears a name that says its one job', () => {
    const banned = sources.filter(
      (path) =>
        path.startsWith('libs/') &&
        basename(path, '.ts')
          .split(/[-.]/)
          .some((word) => BANNED_WORDS.includes(word)),
    );
    expect(banned).toEqual([]);
  });

  test('exports no name built from a word that says nothing', () => {
    const word = new RegExp(
      `^export (?:class|function|interface|type|const) (\\w*(?:${['Manager', 'Service', 'Helper', 'Util', 'Utils', 'Misc', 'Processor'].join('|')})\\b)`,
      'gm',
    );
    const found = sources
      .filter((path) => path.startsWith('libs/'))
      .flatMap((path) => [...text(path).matchAll(word)].map((match) => `${path}: ${match[1] ?? ''}`));
    expect(found).toEqual([]);
  });

  test('holds nothing left to do', () => {
    // Put together from halves, so that this file is none of those that it looks for.
    const [fixMe, threeX, hack, toDo] = [
      ['FIX', 'ME'],
      ['X', 'XX'],
      ['HA', 'CK'],
      ['TO', 'DO'],
    ].map((halves) => halves.join(''));
    const mark = new RegExp(`\\b(${fixMe}|${threeX}|${hack})\\b|${toDo}(?!\\(#\\d+\\))`);
    expect([...sources, ...tests].filter((path) => mark.test(text(path)))).toEqual([]);
  });

  test('silences lint or types only with a reason beside it', () => {
    const bare = /eslint-disable(?!.*-- \S)|@ts-(?:ignore|nocheck)|@ts-expect-error\s*$/m;
    expect(
      [...sources, ...tests].filter((path) => path !== 'test/house/tidy.spec.ts' && bare.test(text(path))),
    ).toEqual([]);
  });
});

describe('the tests', () => {
  test('are all run', () => {
    const off = /\b(?:it|test|describe)\.(?:skip|only|todo)\b|\bx(?:it|describe)\(/;
    expect(tests.filter((path) => path !== 'test/house/tidy.spec.ts' && off.test(text(path)))).toEqual([]);
  });

  test('that mirror a source file mirror one that exists', () => {
    const mirrors = new Set(sources.map(mirrorOf));
    const strays = tests.filter((path) => /^test\/unit\/.*\.spec\.ts$/.test(path) && !mirrors.has(path));
    const allowed = (path: string): boolean =>
      /\.(property|golden|table|scenario)\.spec\.ts$/.test(path) ||
      /\/(apis|records|machines|index)\.spec\.ts$/.test(path);
    expect(strays.filter((path) => !allowed(path))).toEqual([]);
  });
});

describe('every room', () => {
  const rooms = readdirSync(join(root, 'libs')).map((room) => `libs/${room}`);

  test('has a README and a front door', () => {
    const incomplete = rooms.filter(
      (room) => !existsSync(join(root, room, 'README.md')) || !existsSync(join(root, room, 'src', 'index.ts')),
    );
    expect(incomplete).toEqual([]);
  });

  test('that decides keeps its rules under rules/', () => {
    const decides = ['replica', 'cluster'].filter((room) => existsSync(join(root, 'libs', room)));
    expect(decides.filter((room) => !existsSync(join(root, 'libs', room, 'src', 'rules')))).toEqual([]);
  });
});

describe('the protocol', () => {
  test('has one file per API key, numbered by the key that it declares', () => {
    const files = sources.filter((path) => dirname(path) === 'libs/protocol/src/apis' && /^\d/.test(basename(path)));
    const wrong = files.filter(
      (path) => Number(basename(path).slice(0, 2)) !== Number(/\bkey: (\d+)/.exec(text(path))?.[1] ?? NaN),
    );
    expect(files.length).toBeGreaterThanOrEqual(49);
    expect(wrong).toEqual([]);
  });
});
