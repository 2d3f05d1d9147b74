import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyFolder, mlDocker } from '../cli.ts';
import { removeAll } from '../lib/container/scratch.ts';
import { lacks } from '../skip.ts';
import type { Manifest } from '../templates/manifests.ts';
import { bringImages, killPod, kubectl, makeNamespace, until, within } from './cluster.ts';
import { startLoad, type Tally } from './load.ts';
import { otherModel, questions } from './questions.ts';

const lacking = await lacks('cluster', 'engine', 'baseImage');

describe.skipIf(lacking)('the layer kubernetes, on a cluster', () => {
  const name = `ml-docker-test-kube-${process.pid}`;
  const namespace = name;
  const { run, get, pods, readyPods } = within(namespace);
  let directory: string;
  let removeFolder: () => Promise<void>;
  let removeNamespace: () => Promise<unknown>;
  let origin: string;

  /** The project's overlay with another image, and with a user id that nobody foresaw, as OpenShift forces one. */
  const overlay = async (tag: string, container: object = {}): Promise<string> => {
    const folder = path.join(directory, 'overlay');
    await mkdir(folder, { recursive: true });
    const patch = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name },
      spec: {
        template: {
          spec: {
            securityContext: { runAsUser: 1_000_770_000 },
            containers: [{ name: 'api', ...container }],
          },
        },
      },
    };
    const kustomization = {
      resources: ['../kubernetes'],
      images: [{ name, newTag: tag }],
      patches: [{ patch: JSON.stringify(patch) }],
    };
    await writeFile(path.join(folder, 'kustomization.yaml'), JSON.stringify(kustomization));
    return folder;
  };
  const deploy = async (tag: string, container?: object): Promise<string> =>
    run('apply', '-k', await overlay(tag, container));
  const rolledOut = (): Promise<string> => run('rollout', 'status', `deployment/${name}`, '--timeout=100s');
  const build = (tag: string, folder = directory) =>
    execa('docker', ['build', '--tag', `${name}:${tag}`, folder]);

  /** What became of requests that were sent while something was done. */
  const meanwhile = async (doing: () => Promise<unknown>): Promise<Tally> => {
    const load = startLoad(origin, questions(name));
    try {
      await doing();
    } finally {
      await load.stop();
    }
    const { tally } = load;
    const counts = Object.fromEntries(tally.right);
    process.stderr.write(`requests: ${JSON.stringify(counts)}, sent again: ${tally.retries.length}\n`);
    expect(tally.failed).toEqual([]);
    expect(tally.wrong).toEqual([]);
    return tally;
  };

  beforeAll(async () => {
    ({ directory, remove: removeFolder } = await emptyFolder());
    removeNamespace = await makeNamespace(namespace);
    const flags = ['--with', 'kubernetes', '--yes', '--skip-install'];
    const made = await mlDocker(directory, '.', '--model', 'sample:iris', '--name', name, ...flags);
    expect(made.exitCode, made.stderr).toBe(0);
    await build('1.0.0');
    await writeFile(path.join(directory, 'other.onnx'), await otherModel());
    const changed = await mlDocker(directory, 'model', 'other.onnx', '--yes', '--force', '--skip-install');
    expect(changed.exitCode, changed.stderr).toBe(0);
    await build('2.0.0');
    const broken = path.join(directory, 'broken');
    await mkdir(broken);
    await writeFile(path.join(broken, 'model.onnx'), 'no model');
    await writeFile(
      path.join(broken, 'Dockerfile'),
      `FROM ${name}:1.0.0\nCOPY model.onnx /app/model/model.onnx\n`,
    );
    await build('broken', broken);
    await bringImages(`${name}:1.0.0`, `${name}:2.0.0`, `${name}:broken`);
  }, 300_000);
  afterAll(async () => {
    await removeNamespace();
    for (const tag of ['1.0.0', '2.0.0', 'broken'])
      await execa('docker', ['rmi', '-f', `${name}:${tag}`], { reject: false });
    await removeAll(name);
    await removeFolder();
  });

  it('is accepted to the last field', async () => {
    const check = ['--dry-run=server', '--validate=strict'];
    const said = await run('apply', '-k', await overlay('1.0.0'), ...check);
    expect(said.split('\n')).toHaveLength(5);
    await run('apply', '-k', path.join(directory, 'kubernetes/canary'), ...check);
  });

  it('has three pods ready, and applied again changes nothing', async () => {
    await deploy('1.0.0');
    await until(readyPods, ({ length }) => length === 3, { what: 'three pods' });
    const { spec } = await get('service', name);
    origin = `http://${spec.clusterIP}`;
    const nodes = new Set((await pods()).map((pod) => pod.spec.nodeName));
    expect(nodes.size).toBe((await get('nodes')).items.length > 1 ? 2 : 1);
    const before = (await pods()).map(({ metadata }) => metadata.uid);
    expect((await deploy('1.0.0')).split('\n').every((line) => line.endsWith(' unchanged'))).toBe(true);
    expect((await pods()).map(({ metadata }) => metadata.uid)).toEqual(before);
  });

  it('loses no request while another model comes, and while it goes again', async () => {
    const forth = await meanwhile(async () => {
      await deploy('2.0.0');
      await rolledOut();
    });
    expect([...forth.right.keys()].sort()).toEqual(['either', 'new', 'old']);
    expect(forth.retries).toEqual([]);
    const back = await meanwhile(async () => {
      await run('rollout', 'undo', `deployment/${name}`);
      await rolledOut();
    });
    expect([...back.right.keys()].sort()).toEqual(['either', 'new', 'old']);
    expect(back.retries).toEqual([]);
  }, 200_000);

  it('loses none while a node is emptied, and none but by its connection where a process is killed', async () => {
    const [pod] = await readyPods();
    const node = pod.spec.nodeName as string;
    try {
      const drained = await meanwhile(() =>
        kubectl('drain', node, `--pod-selector=app.kubernetes.io/name=${name}`, '--delete-emptydir-data'),
      );
      expect(drained.retries).toEqual([]);
    } finally {
      await kubectl('uncordon', node);
    }
    const [victim] = await until(readyPods, ({ length }) => length >= 3, { what: 'three pods' });
    await meanwhile(async () => {
      await killPod(victim);
      const restarts = async (): Promise<number> =>
        (await get('pod', victim.metadata.name)).status.containerStatuses[0].restartCount;
      await until(restarts, (count) => count === 1, { what: 'the restart' });
    });
  }, 200_000);

  it.each([
    ['a broken model', 'broken', {}, /CrashLoopBackOff|Error/],
    ['an image that is nowhere', 'absent', {}, /ErrImagePull|ImagePullBackOff/],
    [
      'too little memory',
      '1.0.0',
      { resources: { limits: { memory: '64Mi' }, requests: { memory: '64Mi' } } },
      /CrashLoopBackOff|Error|OOMKilled/,
    ],
  ])('gives no request to %s', async (_what, tag, container, reason) => {
    await meanwhile(async () => {
      await deploy(tag, container);
      const states = async (): Promise<string> => JSON.stringify((await pods()).map(stateOf));
      await until(states, (text) => reason.test(text), { what: String(reason) });
    });
    expect((await readyPods()).length).toBeGreaterThanOrEqual(3);
    await run('rollout', 'undo', `deployment/${name}`);
    await rolledOut();
  });

  it('has more pods under load, and fewer again', async () => {
    // Down at once, as a test cannot wait the five minutes that are right for a service.
    const soon = { spec: { behavior: { scaleDown: { stabilizationWindowSeconds: 0 } } } };
    const replicas = async (): Promise<number> => (await get('deployment', name)).spec.replicas;
    const load = startLoad(origin, questions(name), { clients: 64 });
    try {
      await until(replicas, (count) => count > 3, { seconds: 90, what: 'a fourth pod' });
    } finally {
      await load.stop();
    }
    expect(load.tally.failed).toEqual([]);
    await run('patch', 'hpa', name, '--patch', JSON.stringify(soon));
    await until(replicas, (count) => count === 3, { seconds: 120, what: 'three pods again' });
  }, 250_000);

  it('serves as a user that the image does not have', async () => {
    const [pod] = await readyPods();
    const id = await run('exec', pod.metadata.name, '--', 'node', '-p', 'process.getuid()');
    expect(id).toBe('1000770000');
    const card = JSON.parse(await readFile(path.join(directory, 'model/card.json'), 'utf8'));
    expect(card.source.file).toBe('other.onnx');
  });
});

/** Why a pod's container waits or has ended. */
function stateOf({ status }: Manifest): unknown {
  const [container] = status.containerStatuses ?? [];
  return { ...container?.state, last: container?.lastState };
}
