import { cp, mkdtemp, readdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { STAGE_LABEL } from '../../lib/container/build/stages.ts';
import { packageRoot } from '../../lib/package.ts';
import { emptyFolder } from '../cli.ts';
import { startEngine } from '../own-engine.ts';
import { lacks } from '../skip.ts';
import { Terminal } from '../terminal.ts';
import { WITH_NPM_MS } from '../timeouts.ts';

const BASE = 'node:24-bookworm-slim';
const noEngine = await lacks('ownEngine');
const noBaseImage = await lacks('baseImage');
// Where the base image is a stand-in, the real one cannot be pulled.
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

/** What is left of a demo in its folder for temporary files, and in the engine. */
async function leftOver(tmp: string): Promise<string[]> {
  const folders = (await readdir(tmp)).filter((name) => name.startsWith('ml-docker-demo-'));
  const { stdout } = await execa('docker', ['ps', '-a', '--format', '{{.Names}}'], { reject: false });
  const containers = stdout.split('\n').filter((name) => name === 'ml-docker-demo');
  return [...folders, ...containers, ...(containers.length > 0 ? [] : await images())];
}

/** The image of a demo that has ended, and what its stages have left. */
async function images(): Promise<string[]> {
  const asked = [['ml-docker-demo'], ['--filter', `label=${STAGE_LABEL}=ml-docker-demo`]].map((which) =>
    execa('docker', ['images', '--quiet', ...which], { reject: false }),
  );
  const found = await Promise.all(asked);
  return found.flatMap(({ stdout }) => stdout.split('\n').filter(Boolean));
}

describe.skipIf(await lacks('tmux'))('npm run demo in a terminal', () => {
  let terminal: Terminal;
  let tmp: string;
  beforeEach(async () => {
    terminal = new Terminal();
    tmp = await mkdtemp(path.join(directory, 'tmp-'));
  });
  afterEach(() => terminal.close());
  const start = (variables = ''): Promise<void> =>
    terminal.start(`TMPDIR=${tmp} ${variables} npm run demo`, checkout());
  /** Where nothing answers, as on a machine without an engine. */
  const NO_ENGINE = `DOCKER_HOST=unix:///nowhere.sock CONTAINER_HOST=unix:///nowhere.sock`;

  /** Waits until it runs, and looks whether it still does a little later. */
  async function runs(): Promise<string> {
    const screen = await terminal.shows('It runs until you press Ctrl-C.', WITH_NPM_MS);
    await sleep(2000);
    const page = /Swagger page +(\S+)/.exec(screen)![1]!;
    expect((await fetch(page)).status).toBe(200);
    return page;
  }

  it.skipIf(noBaseImage)(
    'runs its container until Ctrl-C, and leaves nothing behind',
    async () => {
      await start();
      const page = await runs();
      expect(await leftOver(tmp)).toContain('ml-docker-demo');
      await terminal.press('C-c');
      const screen = await terminal.shows(/exit=(?:0|130)/);
      expect(screen).toContain('Stopped and removed.');
      expect(screen).not.toContain('--json');
      expect(await leftOver(tmp)).toEqual([]);
      await expect(fetch(page)).rejects.toThrow();
    },
    WITH_NPM_MS,
  );

  it.skipIf(noBaseImage)(
    'left by Ctrl-C in the middle of the build leaves nothing behind',
    async () => {
      await start();
      await terminal.shows('$ docker build', WITH_NPM_MS);
      await sleep(3000);
      await terminal.press('C-c');
      await terminal.shows('exit=130', 60_000);
      expect(await leftOver(tmp)).toEqual([]);
    },
    WITH_NPM_MS,
  );

  it(
    'runs the service on this machine until Ctrl-C, which ends it',
    async () => {
      await start(NO_ENGINE);
      const page = await runs();
      await terminal.press('C-c');
      await terminal.shows(/exit=(?:0|130)/);
      expect(await leftOver(tmp)).toEqual([]);
      await expect(fetch(page)).rejects.toThrow();
    },
    WITH_NPM_MS,
  );

  it(
    'ends with its terminal, and leaves nothing behind',
    async () => {
      await start(NO_ENGINE);
      const page = await runs();
      await terminal.close();
      await vi.waitFor(() => expect(fetch(page)).rejects.toThrow(), 20_000);
      await vi.waitFor(async () => expect(await leftOver(tmp)).toEqual([]), 20_000);
    },
    WITH_NPM_MS,
  );
});

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
    'says so where the base image cannot be pulled, and runs on this machine',
    async () => {
      const engine = await startEngine();
      try {
        const text = await demo(['docker'], { DOCKER_HOST: engine.host });
        expect(text).toContain(`${BASE} cannot be pulled: the service runs on this machine`);
        expect(text).toContain('The prediction is the one that the training script expects.');
      } finally {
        await engine.remove();
      }
    },
    WITH_NPM_MS,
  );
});
