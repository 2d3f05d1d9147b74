import { cp, mkdtemp, symlink } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../lib/package.ts';
import { emptyFolder } from '../cli.ts';
import { startEngine } from '../own-engine.ts';
import { lacks } from '../skip.ts';
import { WITH_NPM_MS } from '../timeouts.ts';

const BASE = 'node:24-bookworm-slim';
const noEngine = await lacks('ownEngine');
// Where the base image is a stand-in, the real one cannot be had.
const { stdout: standIn } = await execa(
  'docker',
  ['image', 'ls', '-q', '--filter', 'label=ml-docker.stand-in=true', BASE],
  { reject: false },
);

let directory: string;
let remove: () => Promise<void>;
const checkout = (): string => path.join(directory, 'checkout');
// The demo compiles anew, and other tests run what is compiled here.
beforeAll(async () => {
  ({ directory, remove } = await emptyFolder());
  const left = ['node_modules', 'dist', '.git'];
  const filter = (source: string): boolean => !left.includes(path.basename(source));
  await cp(packageRoot, checkout(), { recursive: true, filter });
  await symlink(path.join(packageRoot, 'node_modules'), path.join(checkout(), 'node_modules'), 'junction');
});
afterAll(() => remove());

/** Runs the demo without a terminal, with nothing on PATH but these programs. */
async function demo(programs: string[] = [], more: NodeJS.ProcessEnv = {}): Promise<string> {
  const bin = await mkdtemp(path.join(directory, 'bin-'));
  for (const program of ['node', 'npm', 'npx', 'sh', 'env', ...programs]) {
    const { stdout } = await execa('which', [program]);
    await symlink(stdout, path.join(bin, program));
  }
  const env = { PATH: bin, TMPDIR: directory, ...more };
  const { all } = await execa('npm', ['run', 'demo'], { cwd: checkout(), env, all: true, stdin: 'ignore' });
  return all;
}

describe('npm run demo', () => {
  it(
    'runs the service on this machine where there is no engine, and checks a real prediction',
    async () => {
      const text = await demo();
      expect(text).toContain('the service runs on this machine, without a container');
      expect(text).toContain('The prediction is the one that the training script expects.');
      expect(text).toMatch(/Swagger page +http:\/\/127\.0\.0\.1:\d+\/docs/);
      expect(text).not.toMatch(/npm warn (?:deprecated|EBADENGINE|install-scripts)/i);
    },
    WITH_NPM_MS,
  );

  it.skipIf(noEngine || standIn === '')(
    'says so where the base image cannot be had, and runs on this machine',
    async () => {
      const engine = await startEngine();
      try {
        const text = await demo(['docker'], { DOCKER_HOST: engine.host });
        expect(text).toContain(`${BASE} cannot be had: the service runs on this machine`);
        expect(text).toContain('The prediction is the one that the training script expects.');
      } finally {
        await engine.remove();
      }
    },
    WITH_NPM_MS,
  );
});
