import tseslint from 'typescript-eslint';
import rooms from './eslint.rooms.js';
import servingAlone from './eslint.serving.js';

export default tseslint.config(
  { ignores: ['dist/', '**/node_modules/', '**/.venv/', 'templates/service/model/'] },
  ...tseslint.configs.strict,
  {
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    },
  },
  ...rooms,
  ...servingAlone,
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
);
