// House rules (docs/STYLE.md). The floor plan is in .dependency-cruiser.cjs; what concerns whole files is in test/unit/house.
import eslint from '@eslint/js';
import jsdoc from 'eslint-plugin-jsdoc';
import tseslint from 'typescript-eslint';

const ban = (selector, message) => ({ selector, message });
const clock = 'Time and chance come through the Clock and Random ports of @yak/base.';
const everywhere = [
  ban('TSEnumDeclaration', 'Use an `as const` object with a union type.'),
  ban('TSNonNullExpression', 'Prove it to the compiler or assert it.'),
  ban('ExportDefaultDeclaration', 'Named exports only.'),
  ban('CatchClause[body.body.length=0]', 'No empty catch: handle it or rethrow with a cause.'),
];
const libraryOnly = [
  ban(
    "MemberExpression[object.name='Date'], NewExpression[callee.name='Date'], CallExpression[callee.name='Date']",
    clock,
  ),
  ban(
    'CallExpression[callee.name=/^(setTimeout|setInterval|setImmediate|clearTimeout|clearInterval|queueMicrotask)$/]',
    clock,
  ),
  ban("MemberExpression[object.name='Math'][property.name='random']", clock),
  ban("MemberExpression[object.name='performance']", clock),
  ban("MemberExpression[object.name='process'][property.name=/^(nextTick|hrtime)$/]", clock),
  ban("MemberExpression[object.name='crypto'][property.name=/^random/]", clock),
  ban('CallExpression[callee.name=/^(randomBytes|randomUUID|randomInt|randomFillSync)$/]', clock),
  ban("CallExpression[callee.name='createActor']", 'Actors are made by the factory of @yak/journal.'),
];
const importBans = [
  {
    name: 'xstate',
    importNames: ['createActor', 'SimulatedClock', 'waitFor', 'toPromise'],
    message: 'Actors are made by the factory of @yak/journal.',
  },
];

export default tseslint.config(
  { ignores: ['dist/**', '.cache/**', 'node_modules/**', 'data/**', 'coverage/**'] },
  { files: ['**/*.ts'], extends: [eslint.configs.recommended, ...tseslint.configs.strictTypeChecked] },
  {
    files: ['**/*.ts'],
    plugins: { jsdoc },
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'no-restricted-syntax': ['error', ...everywhere],
      'max-lines': ['error', { max: 500 }],
      'max-lines-per-function': ['error', { max: 70, IIFEs: true }],
      'max-params': ['error', 4],
      'max-depth': ['error', 3],
      complexity: ['error', 12],
      eqeqeq: 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/no-unnecessary-type-parameters': 'off', // the schema DSL names types that appear once on purpose
      '@typescript-eslint/unified-signatures': 'off',
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off', // ports are fitted by shape on purpose
    },
  },
  {
    files: ['libs/**/*.ts', 'apps/**/*.ts'],
    rules: {
      'jsdoc/require-jsdoc': [
        'error',
        {
          publicOnly: true,
          enableFixer: false,
          require: { FunctionDeclaration: true, ClassDeclaration: true },
          contexts: ['ExportNamedDeclaration > TSInterfaceDeclaration'],
        },
      ],
      'no-console': 'error',
    },
  },
  {
    files: ['libs/**/*.ts'],
    ignores: ['libs/base/src/real/**'],
    rules: {
      'no-restricted-syntax': ['error', ...everywhere, ...libraryOnly],
      'no-restricted-imports': ['error', { paths: importBans }],
    },
  },
  { files: ['libs/journal/src/**/*.ts'], rules: { 'no-restricted-imports': 'off' } },
  {
    files: ['test/**/*.ts'],
    rules: {
      'max-lines-per-function': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
);
