/** Tests mirror libs and apps under test/unit; heavier suites live beside them and are named in scripts/test.mjs. */
module.exports = {
  rootDir: __dirname,
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  moduleNameMapper: {
    '^@yak/([^/]+)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1', // a dynamic import names the file that will exist
  },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          target: 'es2023',
        },
        module: { type: 'commonjs' },
      },
    ],
  },
  cacheDirectory: '<rootDir>/.cache/jest',
  maxWorkers: 2,
  testTimeout: 120_000, // a bound on what hangs, not on what is slow
};
