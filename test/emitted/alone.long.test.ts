import { cp, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nextFreePort } from '../../lib/container/values/port.ts';
import { node24 } from '../../scripts/node24.ts';
import { emptyFolder, mlDocker } from '../cli.ts';
import { lacks } from '../skip.ts';
import { WITH_NPM_MS } from '../timeouts.ts';

const noEngine = await lacks('engine', 'baseImage');

/** An emitted project, copied to an empty folder, with nothing of the generator installed. */
describe('the emitted project alone', () => {
  let directory: string;
  let remove: () => Promise<void>;
  const made = (): string => path.join(directory, 'irisapi');

  beforeAll(async () => {
    ({ directory, remove } = await emptyFolder());
    const { exitCode } = await mlDocker(
      directory,
      'irisapi',
      '--model',
      'sample:iris',
      '--yes',
      '--skip-install',
    );
    expect(exitCode).toBe(0);
  });
  afterAll(() => remove());

  async function copyTo(name: string): Promise<string> {
    const copy = path.join(directory, name);
    await mkdir(copy);
    await cp(made(), copy, { recursive: true });
    return copy;
  }

  it.each(['10', '11'])(
    'installs and passes its tests with npm %s',
    async (version) => {
      const copy = await copyTo(`npm${version}`);
      const node = await node24();
      const tools = path.join(directory, `tools${version}`);
      await execa('npm', [
        'install',
        '--prefix',
        tools,
        '--no-audit',
        '--no-fund',
        '--loglevel=error',
        `npm@${version}`,
      ]);
      const npm = path.join(tools, 'node_modules', 'npm', 'bin', 'npm-cli.js');
      const env = { PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH}` };
      const run = (...args: string[]) => execa(node, [npm, ...args], { cwd: copy, env, all: true });

      expect((await run('--version')).stdout).toMatch(new RegExp(`^${version}\\.`));
      const installed = await run('ci');
      expect(installed.all).not.toMatch(/npm warn (?:deprecated|EBADENGINE|install-scripts)/i);
      await run('run', 'check');
      const tested = await run('test');
      expect(tested.all).toMatch(/(?:ℹ|#) fail 0/);
      // An image is not built yet.
      const skipped = tested.all.split('\n').filter((line) => /^﹣|# SKIP/.test(line));
      expect(skipped.filter((line) => !line.includes('the image keeps to its budget'))).toEqual([]);
    },
    WITH_NPM_MS,
  );

  it.skipIf(noEngine)(
    'is built and run by Docker alone',
    async () => {
      const copy = await copyTo('docker');
      const name = `ml-docker-test-alone-${process.pid}`;
      const port = (await nextFreePort(18_500))!;
      const docker = (seconds: number, ...args: string[]) =>
        execa('docker', args, { cwd: copy, timeout: seconds * 1000 });
      try {
        await docker(400, 'build', '-t', name, '.');
        await docker(60, 'run', '-d', '--name', name, '-p', `${port}:8000`, name);
        const { cases } = JSON.parse(await readFile(path.join(copy, 'test', 'golden.json'), 'utf8'));
        const answer = await predict(`http://localhost:${port}`, cases[0].request);
        expect(answer.rows[0]!.output_label).toBe(cases[0].answer.rows[0]!.output_label);
        // As PID 1, without --init: it ends by itself within the grace period, else the code were 137.
        await docker(60, 'stop', name);
        const { stdout } = await docker(60, 'inspect', '--format', '{{.State.ExitCode}}', name);
        expect(stdout).toBe('0');
      } finally {
        await execa('docker', ['rm', '--force', name], { reject: false });
        await execa('docker', ['image', 'rm', name], { reject: false });
      }
    },
    2 * WITH_NPM_MS,
  );
});

async function predict(url: string, body: unknown): Promise<{ rows: Record<string, unknown>[] }> {
  const end = Date.now() + 60_000;
  let last: unknown;
  while (Date.now() < end) {
    try {
      const response = await fetch(`${url}/predict`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(10_000),
      });
      if (response.ok) return (await response.json()) as { rows: Record<string, unknown>[] };
      last = await response.text();
    } catch (error) {
      last = error;
    }
    await sleep(100);
  }
  throw new Error(`the container does not answer: ${String(last)}`);
}
