// swc compiles (types are checked by `npm run types`); jose and strip-bom are ESM only, so they are compiled too.
module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: {
    '^.+\\.[tj]s$': [
      '@swc/jest',
      {
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  transformIgnorePatterns: ['/node_modules/(?!(?:jose|strip-bom)/)'],
  testTimeout: 60_000,
  // In the context a test runs in each look at one of these costs a call; handed to every module they are found at once.
  sandboxInjectedGlobals: ['Array', 'Date', 'JSON', 'Map', 'Math', 'Object', 'Reflect', 'Set', 'WeakMap'],
  // Left to itself jest keeps a core free, which on two cores means one test after the other.
  maxWorkers: '100%',
  testSequencer: '<rootDir>/jest.sequencer.cjs',
  // A worker that many files have gone through is slow.
  workerIdleMemoryLimit: '700MB',
};
