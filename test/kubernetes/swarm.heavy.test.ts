import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nextFreePort } from '../../lib/container/values/port.ts';
import { emptyFolder, mlDocker } from '../cli.ts';
import { removeAll } from '../lib/container/scratch.ts';
import { startEngine, type OwnEngine } from '../own-engine.ts';
import { lacks } from '../skip.ts';
import { until } from './cluster.ts';
import { startLoad, type Tally } from './load.ts';
import { otherModel, questions } from './questions.ts';

describe.skipIf(await lacks('engine', 'baseImage', 'ownEngine'))('stack.yaml, on a swarm of one node', () => {
  const name = `ml-docker-test-swarm-${process.pid}`;
  let directory: string;
  let remove: () => Promise<void>;
  let port: number;
  let swarm: OwnEngine;

  /** Of the swarm's engine; @throws where it fails. */
  const docker = (...args: string[]) =>
    execa('docker', args, { cwd: directory, env: { DOCKER_HOST: swarm.host } });
  const deploy = () => docker('stack', 'deploy', '--resolve-image', 'never', '-c', 'stack.yaml', name);
  const image = async (): Promise<string> =>
    (await docker('service', 'inspect', '-f', '{{.Spec.TaskTemplate.ContainerSpec.Image}}', `${name}_api`))
      .stdout;
  const state = async (): Promise<string> =>
    (
      await docker(
        'service',
        'inspect',
        '-f',
        '{{if .UpdateStatus}}{{.UpdateStatus.State}}{{end}}',
        `${name}_api`,
      )
    ).stdout;
  const isReady = (): Promise<boolean> =>
    fetch(`http://127.0.0.1:${port}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  const meanwhile = async (doing: () => Promise<unknown>): Promise<Tally> => {
    const load = startLoad(`http://127.0.0.1:${port}`, questions(name), {
      clients: 8,
      heedsRetryAfter: true,
    });
    try {
      await doing();
    } finally {
      await load.stop();
    }
    expect(load.tally.failed).toEqual([]);
    expect(load.tally.wrong).toEqual([]);
    return load.tally;
  };

  beforeAll(async () => {
    ({ directory, remove } = await emptyFolder());
    port = (await nextFreePort(18_700))!;
    const flags = ['--port', String(port), '--with', 'swarm', '--yes', '--skip-install'];
    await mlDocker(directory, '.', '--model', 'sample:iris', '--name', name, ...flags);
    await execa('docker', ['build', '--tag', `${name}:1.0.0`, directory]);
    await writeFile(path.join(directory, 'other.onnx'), await otherModel());
    await mlDocker(directory, 'model', 'other.onnx', '--yes', '--force', '--skip-install');
    await execa('docker', ['build', '--tag', `${name}:2.0.0`, directory]);
    swarm = await startEngine();
    const save = execa('docker', ['save', `${name}:1.0.0`, `${name}:2.0.0`], { buffer: false });
    await save.pipe('docker', ['load'], { env: { DOCKER_HOST: swarm.host } });
    await docker('swarm', 'init', '--advertise-addr', '127.0.0.1');
  }, 300_000);
  afterAll(async () => {
    await docker('stack', 'rm', name);
    await until(
      async () => (await docker('ps', '-q')).stdout,
      (text) => text === '',
      { what: 'the end' },
    );
    await docker('swarm', 'leave', '--force');
    await swarm.remove();
    for (const tag of ['1.0.0', '2.0.0'])
      await execa('docker', ['rmi', '-f', `${name}:${tag}`], { reject: false });
    await removeAll(name);
    await remove();
  });

  it('answers at the port of the node', async () => {
    await deploy();
    await until(isReady, Boolean, { what: 'an answer' });
    const tally = await meanwhile(() => new Promise((resolve) => setTimeout(resolve, 500)));
    expect(tally.right.get('old')).toBeGreaterThan(0);
  });

  it('has limits, no privileges and nothing on disk to write to', async () => {
    const { stdout: id } = await docker('ps', '-q');
    const { stdout } = await docker('inspect', '-f', '{{json .HostConfig}}', id);
    expect(JSON.parse(stdout)).toMatchObject({
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      Memory: 576 * 2 ** 20,
      NanoCpus: 1e9,
    });
  });

  it('loses no request of clients that try again, while another model comes, and while it goes', async () => {
    const update = async (doing: () => Promise<unknown>, done: string, tag: string): Promise<Tally> =>
      meanwhile(async () => {
        await doing();
        await until(state, (text) => text === done, { what: done });
        expect(await image()).toBe(`${name}:${tag}`);
      });
    const file = path.join(directory, 'stack.yaml');
    const forth = await update(
      async () => {
        await execa('sed', ['-i', 's/:1.0.0"/:2.0.0"/', file]);
        await deploy();
      },
      'completed',
      '2.0.0',
    );
    expect(forth.right.get('new')).toBeGreaterThan(0);
    const back = await update(
      () => docker('service', 'rollback', '--detach', `${name}_api`),
      'rollback_completed',
      '1.0.0',
    );
    expect(back.right.get('old')).toBeGreaterThan(0);
  }, 200_000);
});
