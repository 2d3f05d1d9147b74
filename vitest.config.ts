import { tmpdir } from 'node:os';
import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { WITH_NPM_MS } from './test/timeouts.ts';

// The long tests take minutes, or start an engine of their own: `npm run test:all` runs them after the others. The
// heavy ones install gigabytes or take an hour: `npm run test:heavy`.
export default defineConfig(({ mode }) => ({
  test: {
    include: [
      mode === 'long' || mode === 'heavy' ? `test/**/*.${mode}.test.ts` : 'test/**/!(*.long|*.heavy).test.ts',
    ],
    exclude: ['**/node_modules/**'],
    testTimeout: 60_000,
    hookTimeout: WITH_NPM_MS,
    // What a test trusts is nothing to the person who runs it.
    env: { ML_DOCKER_CONFIG: path.join(tmpdir(), 'ml-docker-test-config') },
    // The tests share one engine, one range of ports and two cores.
    maxWorkers: 2,
  },
}));
