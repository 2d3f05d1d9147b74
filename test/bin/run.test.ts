import path from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nextFreePort } from '../../lib/container/values/port.ts';
import { emptyFolder, mlDocker, tree } from '../cli.ts';
import { removeAll } from '../lib/container/scratch.ts';
import { lacks } from '../skip.ts';
import { WITH_NPM_MS } from '../timeouts.ts';

const noEngine = await lacks('engine', 'baseImage');

describe.skipIf(noEngine)('the main job, in a real engine', () => {
  let directory: string;
  let remove: () => Promise<void>;
  let name: string;
  let port: number;
  const docker = async (...args: string[]): Promise<string> => (await execa('docker', args)).stdout;

  beforeEach(async () => {
    ({ directory, remove } = await emptyFolder());
    name = `ml-docker-test-run-${process.pid}`;
    port = (await nextFreePort(18_600))!;
  });
  afterEach(async () => {
    await removeAll(name);
    await remove();
  });

  const make = (...flags: string[]) =>
    mlDocker(directory, name, '--model', 'sample:iris', '--port', String(port), '--yes', ...flags);

  it(
    'ends with a healthy container that shows its prediction and its page, and stops cleanly',
    async () => {
      const { stdout, exitCode } = await make('--build', '--run', '--engine', 'docker');
      expect(exitCode, stdout).toBe(0);
      expect(stdout).toContain(`$ docker build -t ${name} .`);
      expect(stdout).toContain(`$ docker run -d --init --name ${name} -p ${port}:${port} ${name}`);
      expect(stdout).toContain('"output_label":"setosa"');
      expect(stdout).toContain(`http://localhost:${port}`);
      expect(stdout).toContain(`docker stop ${name}`);

      expect(await docker('image', 'ls', '--format', '{{.Repository}}:{{.Tag}}', name)).toBe(
        `${name}:latest`,
      );
      expect(await docker('ps', '--filter', `name=^${name}$`, '--format', '{{.Names}} {{.Status}}')).toMatch(
        new RegExp(`^${name} Up .*\\(healthy\\)`),
      );

      // A script does not end somebody's service.
      const inProject = path.join(directory, name);
      const refused = await mlDocker(inProject, 'run', '--engine', 'docker');
      expect(refused.exitCode).toBe(1);
      expect(refused.stderr).toContain(`error: The container ${name} of this project is running`);
      expect(refused.stderr).toContain('next: replace it: ml-docker run --yes');

      const page = await fetch(`http://localhost:${port}/`);
      const parts = [...(await page.text()).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, part]) => part!);
      expect(parts).toEqual(
        expect.arrayContaining(['page/icon.svg', 'page/style.css', 'page/main.js', 'docs']),
      );
      for (const part of parts) expect((await fetch(new URL(part, page.url))).status, part).toBe(200);

      await docker('stop', name);
      expect(await docker('inspect', '--format', '{{.State.ExitCode}}', name)).toBe('0');

      // Again, in the project: the stopped container is ours and is replaced.
      const again = await mlDocker(inProject, 'run', '--engine', 'docker', '--json');
      expect(again.exitCode, again.stderr).toBe(0);
      expect(JSON.parse(again.stdout)).toMatchObject({ container: name, url: `http://localhost:${port}` });
      const container = await docker('inspect', '--format', '{{.Id}}', name);
      const replaced = await mlDocker(inProject, 'run', '--engine', 'docker', '--yes');
      expect(replaced.exitCode, replaced.stderr).toBe(0);
      expect(await docker('inspect', '--format', '{{.Id}}', name)).not.toBe(container);
    },
    WITH_NPM_MS + 60_000,
  );

  it(
    "refuses to replace somebody else's container of that name",
    async () => {
      await make('--skip-install');
      await docker('create', '--name', name, 'node:24-bookworm-slim', 'true');
      const { stderr, exitCode } = await mlDocker(path.join(directory, name), 'run', '--engine', 'docker');
      expect(exitCode).toBe(1);
      expect(stderr).toContain(name);
      expect(stderr).toContain('next: ');
      expect(await docker('ps', '-a', '--filter', `name=^${name}$`, '--format', '{{.Image}}')).toBe(
        'node:24-bookworm-slim',
      );
    },
    WITH_NPM_MS + 60_000,
  );

  it("refuses the name of somebody else's container before anything is written", async () => {
    await docker('create', '--name', name, 'node:24-bookworm-slim', 'true');
    const args = [name, '--port', String(port), '--yes', '--run', '--engine', 'docker'];
    const { stderr, exitCode } = await mlDocker(directory, ...args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`error: There is a container ${name} that this project did not create`);
    expect(stderr).toContain('Nothing was written.');
    expect(stderr).toContain('next: give the API another name: --name NAME');
    expect(await tree(directory)).toEqual({});
    expect(await docker('ps', '-a', '--filter', `name=^${name}$`, '--format', '{{.Image}}')).toBe(
      'node:24-bookworm-slim',
    );
  });
});
