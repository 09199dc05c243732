import tseslint from 'typescript-eslint';

/** Folder → folders it may not import from: imports go down only, and never sideways between edges. */
const edges = ['graph', 'teams', 'store', 'shell', 'sandbox'];
const flow = ['changes', 'alerts', 'delivery', 'bot', 'jobs'];
const above = {
  core: ['families', 'operations', 'questions', 'language', 'views', ...flow, ...edges],
  families: ['operations', 'questions', 'language', 'views', ...flow, ...edges],
  operations: ['families', 'questions', 'language', 'views', ...flow, ...edges],
  questions: ['families', 'operations', 'language', 'views', ...flow, ...edges],
  language: ['families', 'operations', 'questions', 'views', ...flow, ...edges],
  views: ['families', 'operations', 'questions', 'language', ...flow, ...edges],
  changes: ['families', 'views', 'alerts', 'delivery', 'bot', 'jobs', ...edges],
  alerts: ['families', 'views', 'changes', 'delivery', 'bot', 'jobs', ...edges],
  delivery: ['families', 'language', 'changes', 'alerts', 'bot', 'jobs', ...edges],
  jobs: ['families', 'bot', ...edges],
  bot: ['families', ...edges],
  graph: [
    'families',
    'operations',
    'questions',
    'language',
    'views',
    ...flow,
    ...edges.filter((one) => one !== 'graph'),
  ],
  teams: [
    'families',
    'operations',
    'questions',
    'language',
    'views',
    ...flow,
    ...edges.filter((one) => one !== 'teams'),
  ],
  store: [
    'families',
    'operations',
    'questions',
    'language',
    'views',
    ...flow,
    ...edges.filter((one) => one !== 'store'),
  ],
  shell: ['families', 'operations', 'questions', 'language', ...flow, ...edges.filter((one) => one !== 'shell')],
  sandbox: [
    'core',
    'families',
    'operations',
    'questions',
    'language',
    'views',
    ...flow,
    ...edges.filter((one) => one !== 'sandbox'),
  ],
};

/** Libraries that stay in one folder, so that replacing one is a one-folder job. */
const corners = [
  {
    only: 'teams',
    packages: ['botbuilder', 'botframework-connector', 'botbuilder-core', 'botframework-schema', 'restify'],
  },
  { only: 'graph', packages: ['@microsoft/microsoft-graph-client', '@azure/identity'] },
  { only: 'store', packages: ['kysely', 'pg', '@photostructure/sqlite'] },
  { only: 'views', packages: ['adaptivecards-templating'] },
];

function cornersBut(folder) {
  return corners
    .filter(({ only }) => only !== folder)
    .map(({ only, packages }) => ({
      regex: `^(${packages.join('|').replaceAll('/', '\\/')})(/|$)`,
      message: `This library stays in src/${only}.`,
    }));
}

export default tseslint.config(
  { ignores: ['dist', 'build', 'node_modules', 'coverage', 'data', 'stubs'] },
  {
    files: ['src/**/*.ts', 'test/**/*.ts'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // expect.any and expect.stringMatching are of type any, and stand inside objects that are compared.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      // Ports are handed on method by method where one of them is to fail; none of ours knows a `this`.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  ...Object.entries(above).map(([folder, others]) => ({
    files: [`src/${folder}/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^(\\.\\./)+(${others.join('|')})(/|$)`,
              message: `${folder}/ may not import from there: imports go down only.`,
            },
            ...cornersBut(folder),
          ],
        },
      ],
      ...(folder === 'core'
        ? {
            'no-restricted-properties': [
              'error',
              { object: 'Date', property: 'now', message: 'Time is an argument.' },
              { object: 'process', property: 'env', message: 'Only config.ts reads the environment.' },
            ],
          }
        : {}),
    },
  })),
  // The entry points put everything together; libraries still stay in their folders, and settings in config.ts.
  {
    files: ['src/*.ts', 'src/cli/**/*.ts'],
    rules: {
      'no-restricted-imports': ['error', { patterns: cornersBut() }],
    },
  },
);
