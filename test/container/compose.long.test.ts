import { appendFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { nextFreePort } from '../../lib/container/values/port.ts';
import { testName } from '../lib/container/scratch.ts';
import { lacks } from '../skip.ts';
import { irisProject } from './scratch-project.ts';
import { removeStages } from './stages.ts';
import { WITH_NPM_MS } from '../timeouts.ts';

/** Whoever calls the service waits until it can answer. */
const CALLER = `services:
  caller:
    image: node:24-bookworm-slim
    depends_on: { NAME: { condition: service_healthy } }
    command: ["node", "-e", "fetch('http://NAME:PORT/readyz').then(({status}) => console.log('it answers', status))"]
`;

describe.skipIf(await lacks('engine', 'baseImage', 'compose'))(
  'compose.yaml, by docker-compose',
  { timeout: WITH_NPM_MS },
  () => {
    const name = testName('compose');
    let project: Awaited<ReturnType<typeof irisProject>>;
    let port: number;

    beforeAll(async () => {
      port = (await nextFreePort(18_500))!;
      project = await irisProject({ name, port });
      const caller = CALLER.replaceAll('NAME', name).replaceAll('PORT', String(port));
      await writeFile(path.join(project.directory, 'caller.yaml'), caller);
    });
    afterAll(async () => {
      await compose('down', '--rmi', 'local', '--volumes', '--timeout', '5');
      await execa('docker', ['rmi', '-f', name], { reject: false });
      await removeStages('docker', name);
      await project.remove();
    });

    const compose = (...args: string[]) =>
      execa('docker-compose', ['-f', 'compose.yaml', '-f', 'caller.yaml', ...args], {
        cwd: project.directory,
        all: true,
      });
    const inspect = async (format: string): Promise<string> => {
      const { stdout: id } = await compose('ps', '-q', name);
      return (await execa('docker', ['inspect', '--format', format, id])).stdout;
    };

    it('is valid, and a word that the specification does not have is not', async () => {
      const { stdout } = await compose('config');
      expect(parse(stdout)).toMatchObject({
        services: { [name]: { read_only: true, restart: 'unless-stopped' } },
      });
      const file = path.join(project.directory, 'caller.yaml');
      await appendFile(file, '    memroy: 1g\n');
      await expect(compose('config')).rejects.toMatchObject({ all: expect.stringContaining('memroy') });
      await writeFile(file, CALLER.replaceAll('NAME', name).replaceAll('PORT', String(port)));
    });

    it('is valid for the plugin of Docker, where that is there', async () => {
      const { exitCode } = await execa('docker', ['compose', 'version'], { reject: false });
      if (exitCode !== 0) return void process.stderr.write('skipped: the plugin compose is not installed\n');
      const { stdout } = await execa('docker', ['compose', 'config'], { cwd: project.directory });
      expect(parse(stdout)).toMatchObject({ services: { [name]: { read_only: true } } });
    });

    it('builds and starts the service, and whoever depends on its health waits for it', async () => {
      await compose('up', '-d', '--build');
      expect(await inspect('{{.State.Health.Status}}')).toBe('healthy');
      const logs = async () => (await compose('logs', 'caller')).all;
      await expect.poll(logs, { timeout: 20_000 }).toContain('it answers 200');
      const response = await fetch(`http://localhost:${port}/readyz`);
      expect(response.status).toBe(200);
    });

    it('gives it limits, no privileges and nothing on disk to write to', async () => {
      const host = JSON.parse(await inspect('{{json .HostConfig}}')) as Record<string, unknown>;
      expect(host).toMatchObject({
        ReadonlyRootfs: true,
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges:true'],
        Memory: 768 * 2 ** 20,
        NanoCpus: 1e9,
        RestartPolicy: { Name: 'unless-stopped' },
      });
    });
  },
);
