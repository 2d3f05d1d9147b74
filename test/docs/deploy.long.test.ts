import { chmod, copyFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { http } from '../../lib/container/run/http.ts';
import { nextFreePort } from '../../lib/container/values/port.ts';
import { packageRoot } from '../../lib/package.ts';
import { bin, emptyFolder, mlDocker } from '../cli.ts';
import { removeAll } from '../lib/container/scratch.ts';
import { startEngine, type OwnEngine } from '../own-engine.ts';
import { startRegistry, type OwnRegistry } from '../registry.ts';
import { lacks } from '../skip.ts';
import { blocks, transcripts, untrue } from '../transcripts.ts';

const document = await readFile(path.join(packageRoot, 'docs', 'deploy.md'), 'utf8');
// What stands below that is for a cluster: test/kubernetes/deploy.heavy.test.ts.
const [onMachines] = document.split('## On Kubernetes') as [string];
const [here, there] = onMachines.split('## 3. Run it there') as [string, string];

const lacking = await lacks('engine', 'baseImage', 'registry', 'ownEngine', 'compose');

describe.skipIf(lacking)('one image, from here to an engine that has nothing', () => {
  const name = `ml-docker-test-deploy-${process.pid}`;
  let project: string;
  let production: string;
  let remove: () => Promise<void>;
  let removeProduction: () => Promise<void>;
  let port: number;
  let registry: OwnRegistry;
  let second: OwnEngine;
  let request: unknown;
  let answer: string;
  let digest = '';

  beforeAll(async () => {
    ({ directory: project, remove } = await emptyFolder());
    ({ directory: production, remove: removeProduction } = await emptyFolder());
    port = (await nextFreePort(18_500))!;
    await writeFile(
      path.join(production, 'ml-docker'),
      `#!/bin/sh\nexec "${process.execPath}" "${bin}" "$@"\n`,
    );
    await chmod(path.join(production, 'ml-docker'), 0o755);
    const args = ['--name', name, '--port', String(port), '--yes', '--build', '--engine', 'docker'];
    const { exitCode, stderr } = await mlDocker(project, '.', ...args);
    expect(exitCode, stderr).toBe(0);
    ({ example: request } = JSON.parse(await readFile(path.join(project, 'model/card.json'), 'utf8')));
    registry = await startRegistry();
    second = await startEngine();
  }, 600_000);
  afterAll(async () => {
    await execa('docker', ['rmi', '-f', `${registry.host}/team/${name}:1.0.0`], { reject: false });
    await removeAll(name);
    await registry.remove();
    await second.remove();
    await removeProduction();
    await remove();
  });

  /** What a reader has names and addresses of their own for. */
  const own = (text: string): string =>
    text
      .replaceAll('irisapi', name)
      .replaceAll(/localhost:5000|registry\.example\.com/g, registry.host)
      .replaceAll('8000', String(port))
      .replaceAll('DIGEST', digest);
  const type = async (command: string, cwd: string, env: Record<string, string>): Promise<string> => {
    const isOurs = command.startsWith('ml-docker ');
    const typed =
      own(command).replace(/^docker compose/, 'docker-compose') + (isOurs ? ' --engine docker' : '');
    const PATH = `${production}:${process.env.PATH}`;
    return (await execa('sh', ['-c', typed], { cwd, env: { ...env, PATH }, stdin: 'ignore' })).stdout;
  };
  const predict = async (key: Record<string, string> = {}): Promise<string> => {
    const url = `http://localhost:${port}`;
    const isReady = (): Promise<boolean> =>
      http(`${url}/readyz`).then(
        ({ status }) => status === 200,
        () => false,
      );
    for (let i = 0; i < 300 && !(await isReady()); i++) await sleep(100);
    const { status, text } = await http(`${url}/predict`, { body: request, headers: key });
    expect(status, text).toBe(200);
    return text;
  };

  it('docs/deploy.md, typed here, shows what it tells', async () => {
    for (const { command, output } of transcripts(here)) {
      const shown = await type(command, project, { API_KEY: 'secret' });
      expect(untrue(own(output), shown)).toBeUndefined();
      if (command.startsWith('ml-docker run')) answer = await predict({ 'x-api-key': 'secret' });
      digest ||= /sha256:([0-9a-f]{64})/.exec(shown)?.[1] ?? '';
    }
    expect(digest).not.toBe('');
    await execa('docker', ['rm', '-f', name]);
  }, 200_000);

  it('docs/deploy.md, typed there, gives the same predictions, also by compose.yaml alone', async () => {
    const env = { DOCKER_HOST: second.host };
    expect((await second.docker('images', '-aq')).stdout).toBe('');
    await copyFile(path.join(project, 'compose.yaml'), path.join(production, 'compose.yaml'));
    const { services } = parse(await readFile(path.join(production, 'compose.yaml'), 'utf8'));
    expect(services[name]).toMatchObject({ image: `${registry.host}/team/${name}@sha256:${digest}` });
    expect(services[name].build).toBeUndefined();
    let predictions = 0;
    for (const { command, output } of transcripts(there)) {
      const shown = await type(command, production, env);
      expect(untrue(own(output), shown)).toBeUndefined();
      if (!/^docker (run|compose up)/.test(command)) continue;
      expect(await predict()).toBe(answer);
      predictions++;
    }
    expect(predictions).toBe(2);
    expect((await second.docker('ps', '-aq')).stdout).toBe('');
  }, 100_000);

  it('the emitted README does the same with docker alone', async () => {
    const readme = await readFile(path.join(project, 'README.md'), 'utf8');
    const [tagAndPush, pullAndRun] = blocks(readme.split('### The same image, everywhere')[1]!, 'sh');
    const pushed = await type(tagAndPush!, project, {});
    expect(pushed).toContain(`1.0.0: digest: sha256:${digest}`);
    await type(pullAndRun!, production, { DOCKER_HOST: second.host });
    expect(await predict()).toBe(answer);
  }, 100_000);
});
