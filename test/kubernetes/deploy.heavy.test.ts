import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forwarded } from '../../lib/cluster/forward.ts';
import type { Cluster } from '../../lib/cluster/kubectl.ts';
import { pinKustomization } from '../../lib/cluster/kustomization.ts';
import type { DeployResult } from '../../lib/commands/deploy/job.ts';
import { http } from '../../lib/container/run/http.ts';
import { bin, emptyFolder, mlDocker, type Run } from '../cli.ts';
import { startRegistry, type OwnRegistry } from '../registry.ts';
import { lacks } from '../skip.ts';
import { makeNamespace, within } from './cluster.ts';
import { otherIris } from './other-iris.ts';

const lacking = await lacks('kubectl', 'cluster', 'engine', 'baseImage', 'registry');

/** Ten pods of what is emitted would not fit on two small nodes; nor would those that the autoscaler adds, as little is much then. */
const SMALL = `patches:
  - patch: |
      - { op: replace, path: /spec/maxReplicas, value: 3 }
    target: { kind: HorizontalPodAutoscaler }
  - patch: |
      - { op: replace, path: /spec/template/spec/containers/0/resources/requests/cpu, value: 20m }
    target: { kind: Deployment }
`;
const TOO_SMALL = (limit: string): string => `${SMALL}  - patch: |
      - op: replace
        path: /spec/template/spec/containers/0/resources
        value: { requests: { cpu: 20m, memory: ${limit} }, limits: { cpu: "1", memory: ${limit} } }
    target: { kind: Deployment }
`;

describe.skipIf(lacking)('ml-docker deploy', () => {
  const name = `ml-docker-deploy-${process.pid}`;
  let directory: string;
  let remove: () => Promise<void>;
  let registry: OwnRegistry;
  const namespace = `deploy-test-${process.pid}`;
  const { run: kubectl, readyPods } = within(namespace);
  let removeNamespace: () => Promise<unknown>;
  let kustomization: string;
  let pushed: string;
  let old: unknown;
  let request: unknown;

  const current = async (): Promise<string> => (await execa('kubectl', ['config', 'current-context'])).stdout;
  const deploy = async (...flags: string[]): Promise<Run & { result: () => DeployResult }> => {
    const run = await mlDocker(directory, 'deploy', '--namespace', namespace, ...flags);
    return { ...run, result: () => JSON.parse(run.stdout) as DeployResult };
  };
  const succeed = async (...flags: string[]): Promise<DeployResult & { said: string }> => {
    const { result, exitCode, stderr } = await deploy('--yes', '--json', ...flags);
    expect(exitCode, stderr).toBe(0);
    return { ...result(), said: stderr };
  };
  const push = async (tag: string): Promise<void> => {
    const { exitCode, stderr } = await mlDocker(
      directory,
      ...['push', `${registry.host}/${name}:${tag}`, '--kubernetes', '--engine', 'docker'],
    );
    expect(exitCode, stderr).toBe(0);
  };
  const make = async (...args: string[]): Promise<void> => {
    const { exitCode, stderr } = await mlDocker(directory, ...args);
    expect(exitCode, stderr).toBe(0);
  };
  const pods = async (): Promise<string[]> => (await readyPods()).map(({ metadata }) => metadata.name).sort();
  const deployments = (): Promise<string> => kubectl('get', 'deployments', '--output', 'name');
  /** Through the Service, each on a connection of its own. */
  const ask = async (): Promise<unknown> => {
    const ip = await kubectl('get', 'service', name, '--output', 'jsonpath={.spec.clusterIP}');
    const { status, text } = await http(`http://${ip}/predict`, { body: request });
    expect(status, text).toBe(200);
    return JSON.parse(text) as unknown;
  };

  beforeAll(async () => {
    ({ directory, remove } = await emptyFolder());
    await make('.', '--name', name, '--with', 'kubernetes', '--yes', '--skip-install');
    await make('build', '--engine', 'docker');
    registry = await startRegistry();
    removeNamespace = await makeNamespace(namespace);
    kustomization = path.join(directory, 'kubernetes', 'kustomization.yaml');
    ({ example: request } = JSON.parse(await readFile(path.join(directory, 'model/card.json'), 'utf8')));
  }, 300_000);
  afterAll(async () => {
    await removeNamespace();
    const { stdout } = await execa('docker', ['images', '--quiet', '--filter', `reference=*/${name}`]);
    await execa('docker', ['rmi', '-f', name, ...stdout.split('\n').filter(Boolean)], { reject: false });
    await registry.remove();
    await remove();
  });

  it('names an image that only this machine has, and what to do', async () => {
    const { exitCode, stderr } = await deploy('--yes');
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`error: The cluster cannot get the image ${name}:1.0.0`);
    expect(stderr).toContain(`ml-docker push REGISTRY/${name}:1.0.0 --kubernetes`);
  });

  it('names the place, and changes nothing without a yes or with --dry-run', async () => {
    await push('1');
    await appendFile(kustomization, SMALL);
    pushed = await readFile(kustomization, 'utf8');
    expect(pushed).toMatch(/digest: sha256:[0-9a-f]{64}\n/);
    const { exitCode, stderr } = await deploy();
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`the namespace ${namespace} of the context `);
    const { changed, said } = await succeed('--dry-run');
    expect(changed).toContain(`Deployment/${name}`);
    expect(said).toContain('+kind: Deployment');
    expect(await deployments()).toBe('');
  }, 180_000);

  it('brings three pods up, whose first prediction is the right one', async () => {
    const { ready, image, answer, said } = await succeed();
    const { cases } = JSON.parse(await readFile(path.join(directory, 'test/golden.json'), 'utf8'));
    expect(ready).toBe(3);
    expect(image).toMatch(/^localhost:\d+\/ml-docker-deploy-\d+@sha256:[0-9a-f]{64}$/);
    expect(said).toContain('3 of 3 new pods ready');
    old = answer;
    expect(await ask()).toEqual(answer);
    const [{ output_label: label }] = (answer as { rows: { output_label: string }[] }).rows as [
      { output_label: string },
    ];
    expect(JSON.stringify(cases)).toContain(label);
  }, 300_000);

  it('changes nothing the second time', async () => {
    const before = await pods();
    const { changed, said } = await succeed();
    expect(changed).toEqual([]);
    expect(said).toContain('nothing has changed since the last time');
    expect(await pods()).toEqual(before);
    expect((await succeed('--dry-run')).said).toContain('nothing would change');
  });

  describe('a rollout that fails says why, and the pods of before go on serving:', () => {
    let serving: string[];
    beforeAll(async () => {
      serving = await pods();
    });
    const fails = async (text: string, reason: string): Promise<string> => {
      await writeFile(kustomization, text);
      const { exitCode, stderr } = await deploy('--yes');
      expect(exitCode, stderr).toBe(1);
      expect(stderr).toContain(`error: ${reason}`);
      expect(stderr).toContain('3 pods of the version before go on serving.');
      expect(stderr).toContain(`go back: ml-docker deploy --rollback --namespace ${namespace}`);
      expect(await pods()).toEqual(expect.arrayContaining(serving));
      expect(await ask()).toEqual(old);
      return stderr;
    };

    it('an image that is not there', async () => {
      const said = await fails(
        pushed.replace(/digest: sha256:.*/, `digest: sha256:${'b'.repeat(64)}`),
        'The cluster cannot pull the image',
      );
      expect(said).toMatch(/not found/);
    }, 300_000);

    it('a model that is refused', async () => {
      const broken = path.join(directory, 'broken');
      await mkdir(broken);
      await writeFile(path.join(broken, 'Dockerfile'), `FROM ${name}\nCOPY model.onnx model/model.onnx\n`);
      await writeFile(path.join(broken, 'model.onnx'), 'no model');
      const reference = `${registry.host}/${name}:broken`;
      await execa('docker', ['build', '-t', reference, broken]);
      const { stdout } = await execa('docker', ['push', reference]);
      const digest = /digest: (sha256:[0-9a-f]{64})/.exec(stdout)![1]!;
      const { text } = pinKustomization(pushed, name, { repository: `${registry.host}/${name}`, digest })!;
      const said = await fails(text, 'The model in the new image is refused');
      expect(said).toContain('the model cannot be served');
    }, 300_000);

    it.each(['8Mi', '100Mi'])(
      'a limit that is too small, %s',
      async (limit) => {
        await fails(pushed.replace(SMALL, TOO_SMALL(limit)), `The memory limit of ${limit} is too small`);
      },
      120_000,
    );

    it('and goes back to those that serve', async () => {
      await writeFile(kustomization, pushed);
      const { said, ready } = await succeed('--rollback');
      expect(said).toContain('rollout undo');
      expect(ready).toBe(3);
      expect(await ask()).toEqual(old);
    }, 300_000);
  });

  it('a trial without room for it says so, and all is as before after it', async () => {
    await writeFile(kustomization, pushed.replace('value: 20m', 'value: 600m'));
    await succeed();
    const tried = pushed.replace('value: 20m', 'value: 600m').replace(/digest: .*/, 'newTag: "1"');
    await writeFile(kustomization, tried);
    const { exitCode, stderr } = await deploy('--yes', '--canary', '10');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('error: No node of the cluster has room for another pod');
    expect(stderr).toContain('3 pods of the version before go on serving.');
    expect(stderr).toContain(`ml-docker deploy --canary 25 --namespace ${namespace}`);
    expect(stderr).toContain(`go back: ml-docker deploy --rollback --namespace ${namespace}`);
    expect((await succeed('--canary', '25')).ready).toBe(1);
    expect((await succeed('--rollback')).ready).toBe(3);
    expect(await deployments()).toBe(`deployment.apps/${name}`);
    await writeFile(kustomization, pushed);
    expect((await succeed()).ready).toBe(3);
  }, 300_000);

  it('tries another model beside, with a tenth of the requests', async () => {
    await writeFile(path.join(directory, 'other.onnx'), await otherIris());
    await make('model', 'other.onnx', '--yes', '--skip-install');
    await make('build', '--engine', 'docker');
    await push('2');
    const { image, ready, answer, said } = await succeed('--canary', '10');
    expect(said).toContain('9 of the present version');
    expect(ready).toBe(1);
    expect(image).not.toBe(pushed);
    expect(answer).not.toEqual(old);
    expect(await pods()).toHaveLength(10);
    // Requests that share a run differ in the last digit.
    const probability = (one: unknown): string =>
      JSON.stringify(one, (_, value: unknown) =>
        typeof value === 'number' ? Number(value.toPrecision(3)) : value,
      );
    const answers = (await Promise.all(Array.from({ length: 300 }, ask))).map(probability);
    const fresh = answers.filter((one) => one === probability(answer));
    expect(answers.filter((one) => one === probability(old))).toHaveLength(300 - fresh.length);
    expect(fresh.length).toBeGreaterThan(10);
    expect(fresh.length).toBeLessThan(60);
    const { exitCode, stderr } = await deploy('--yes');
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`A new version of ${name} is being tried`);
  }, 240_000);

  it('leaves no forwarded port behind, whatever ends the work', async () => {
    const cluster: Cluster = { context: await current(), namespace, server: '' };
    const [pod] = await pods();
    const controller = new AbortController();
    let address = '';
    const work = forwarded(
      cluster,
      { pod: pod!, port: 8000 },
      async (url) => {
        address = url;
        expect((await http(`${url}/readyz`)).status).toBe(200);
        controller.abort(new Error('Ctrl-C'));
        await sleep(10_000, undefined, { signal: controller.signal });
      },
      controller.signal,
    );
    await expect(work).rejects.toThrow();
    await expect(http(address)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('makes it the one for all, and goes back to the one before', async () => {
    const promoted = await succeed('--promote');
    expect(promoted.ready).toBe(3);
    expect(promoted.answer).not.toEqual(old);
    expect(await deployments()).toBe(`deployment.apps/${name}`);
    expect(await ask()).toEqual(promoted.answer);
    const back = await succeed('--rollback');
    expect(back.answer).toEqual(old);
    expect(back.said).toContain('git checkout kubernetes/kustomization.yaml');
    expect(await ask()).toEqual(old);
  }, 240_000);

  it('names a namespace that is not there', async () => {
    const { stderr } = await execa(
      process.execPath,
      [bin, 'deploy', '--yes', '--namespace', 'deploy-nowhere'],
      {
        cwd: directory,
        reject: false,
      },
    );
    expect(stderr).toContain('has no namespace deploy-nowhere');
  });
});
