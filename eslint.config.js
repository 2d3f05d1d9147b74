import tseslint from 'typescript-eslint';
import rooms from './eslint.rooms.js';
import servingAlone from './eslint.serving.js';

export default tseslint.config(
  { ignores: ['dist/', '**/node_modules/', '**/.venv/', 'templates/service/model/'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: {
          // Only in an emitted project, which it becomes a part of, does this file stand beside a tsconfig.json.
          allowDefaultProject: ['templates/container/test/serving/*.ts'],
          defaultProject: 'templates/service/tsconfig.json',
        },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      // `node:test` keeps the promises of its tests itself.
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: [{ from: 'package', package: 'node:test', name: ['test', 'suite'] }] },
      ],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      // What was caught is passed on as it is.
      '@typescript-eslint/prefer-promise-reject-errors': ['error', { allowThrowingUnknown: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // `return io.say(…)` in a function without a value, and loops that end with `await sleep(…)`, are how we write.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // `async` alone makes a rejection of what is thrown.
      '@typescript-eslint/require-await': 'off',
      // Methods of interfaces are functions of closures here, which know no `this`.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/use-unknown-in-catch-callback-variable': 'off',
    },
  },
  {
    // A test looks itself at what comes over HTTP or from a file; what a hook should set is missing where it failed.
    files: ['test/**/*.ts', 'templates/*/test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  ...rooms,
  ...servingAlone,
  { files: ['**/*.{js,mjs,cjs}'], ...tseslint.configs.disableTypeChecked },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
);
