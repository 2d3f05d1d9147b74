import { defineConfig } from 'vitest/config';

// The long tests start engines of their own or take minutes: `npm run test:all`.
const long = process.env.ML_DOCKER_TEST_ALL === '1' ? [] : ['test/**/*.long.test.ts'];

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['**/node_modules/**', ...long],
    testTimeout: 60_000,
    hookTimeout: 180_000,
    // The tests share one engine, one port range and two cores.
    maxWorkers: 2,
  },
});
