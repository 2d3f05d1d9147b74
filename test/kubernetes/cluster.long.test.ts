import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacks } from '../skip.ts';
import type { Manifest } from '../templates/manifests.ts';
import { killPod, kubectl, measuredNode, until } from './cluster.ts';
import { startLoad } from './load.ts';
import { manyRows } from './questions.ts';
import { meanwhile, scratchDeployment, USER_ID } from './scratch-deployment.ts';

/** What a project is in the cluster. */
const KINDS = 'deployment,service,hpa,pdb,networkpolicy';

const lacking = await lacks('cluster', 'engine', 'baseImage');

describe.skipIf(lacking)('the layer kubernetes, on a cluster', () => {
  const name = `ml-docker-test-kube-${process.pid}`;
  let deployment: Awaited<ReturnType<typeof scratchDeployment>>;
  let origin: string;
  beforeAll(async () => {
    deployment = await scratchDeployment(name);
  }, 300_000);
  afterAll(() => deployment.remove());

  const threeReady = (): Promise<Manifest[]> =>
    until(deployment.readyPods, ({ length }) => length >= 3, { what: 'three pods' });

  it('is accepted to the last field', async () => {
    const { run, directory, overlay } = deployment;
    const check = ['--dry-run=server', '--validate=strict'];
    const said = await run('apply', '-k', await overlay('1.0.0'), ...check);
    expect(said.split('\n')).toHaveLength(5);
    await run('apply', '-k', path.join(directory, 'kubernetes/canary'), ...check);
  });

  it('has three pods ready on all nodes, and applied again changes nothing', async () => {
    const { deploy, pods, get, run, overlay } = deployment;
    await deploy('1.0.0');
    await threeReady();
    origin = await deployment.origin();
    const before = await pods();
    const objects = (): Promise<Manifest[]> => get(KINDS).then(({ items }) => items);
    const generations = (await objects()).map(generation);
    const nodes = new Set(before.map(({ spec }) => spec.nodeName as string));
    expect(nodes.size).toBe(Math.min(3, (await get('nodes')).items.length));
    await deploy('1.0.0');
    expect((await objects()).map(generation)).toEqual(generations);
    await run('diff', '-k', await overlay('1.0.0'));
    expect((await pods()).map(uid)).toEqual(before.map(uid));
  });

  it('serves as a user that the image does not have', async () => {
    const [pod] = await deployment.readyPods();
    const id = await deployment.run('exec', pod.metadata.name, '--', 'node', '-p', 'process.getuid()');
    expect(id).toBe(String(USER_ID));
  });

  it('loses no request while another model comes, and while it goes again', async () => {
    const { deploy, undo, rolledOut } = deployment;
    for (const exchange of [() => deploy('2.0.0'), undo]) {
      const { right, retries } = await meanwhile(origin, name, async () => {
        await exchange();
        await rolledOut();
      });
      expect([...right.keys()].sort()).toEqual(['either', 'new', 'old']);
      expect(retries).toEqual([]);
    }
  }, 200_000);

  it('loses none while a node is emptied', async () => {
    const [pod] = await threeReady();
    const node = pod.spec.nodeName as string;
    const flags = [`--pod-selector=app.kubernetes.io/name=${name}`, '--delete-emptydir-data'];
    try {
      const { retries } = await meanwhile(origin, name, () => kubectl('drain', node, ...flags));
      expect(retries).toEqual([]);
    } finally {
      await kubectl('uncordon', node);
    }
  }, 100_000);

  it('loses none of clients that try again where a process is killed', async () => {
    const [victim] = await threeReady();
    const restarts = async (): Promise<number> =>
      (await deployment.get('pod', victim.metadata.name)).status.containerStatuses[0].restartCount;
    await meanwhile(origin, name, async () => {
      await killPod(victim);
      await until(restarts, (count) => count === 1, { what: 'the restart' });
    });
  });

  it.each([
    { tag: 'broken', what: 'a broken model', reason: /CrashLoopBackOff|"exitCode":1/ },
    { tag: 'absent', what: 'an image that is nowhere', reason: /ErrImagePull|ImagePullBackOff/ },
    {
      tag: '2.0.0',
      what: 'a container with too little memory',
      container: { resources: { limits: { memory: '64Mi' }, requests: { memory: '64Mi' } } },
      reason: /OOMKilled|"exitCode":(1|137)/,
    },
  ])('gives no request to $what, and the others go on', async ({ tag, container, reason }) => {
    const { deploy, pods, undo, rolledOut } = deployment;
    await threeReady();
    const { right } = await meanwhile(origin, name, async () => {
      await deploy(tag, container);
      const states = async (): Promise<string> => JSON.stringify((await pods()).map(stateOf));
      await until(states, (text) => reason.test(text), { what: String(reason) });
    });
    expect([...right.keys()].sort()).toEqual(['either', 'old']);
    await undo();
    await rolledOut();
  });

  it('has more pods under load, and fewer again', async () => {
    const { get, run, rolledOut } = deployment;
    // Down at once, as a test cannot wait the five minutes that are right for a service; and up by less work, as all
    // pods and their clients share the processors of one machine.
    const behavior = { scaleDown: { stabilizationWindowSeconds: 0 } };
    const cpu = { name: 'cpu', target: { type: 'Utilization', averageUtilization: 30 } };
    const spec = { behavior, metrics: [{ type: 'Resource', resource: cpu }] };
    await run('patch', 'hpa', name, '--patch', JSON.stringify({ spec }));
    // A node that was emptied gets its pods back by the next rollout alone, and it may be the one that has metrics.
    await run('rollout', 'restart', `deployment/${name}`);
    await rolledOut();
    // On a node that has metrics: where nodes are on one machine, metrics-server may know but the first. With less asked for,
    // so that all of them have room there, also beside others.
    const pod = {
      nodeSelector: { 'kubernetes.io/hostname': await measuredNode() },
      containers: [{ name: 'api', resources: { requests: { cpu: '100m' } } }],
    };
    await run('patch', 'deployment', name, '--patch', JSON.stringify({ spec: { template: { spec: pod } } }));
    await rolledOut();
    const replicas = async (): Promise<number> => (await get('deployment', name)).spec.replicas;
    const load = startLoad(origin, [manyRows(500)], { clients: 8 });
    try {
      await until(replicas, (count) => count > 3, { seconds: 120, what: 'a fourth pod' });
    } finally {
      await load.stop();
    }
    expect(load.tally.failed).toEqual([]);
    await until(replicas, (count) => count === 3, { seconds: 120, what: 'three pods again' });
  }, 250_000);
});

/** It goes up by one with each change. */
function generation({ kind, metadata }: Manifest): string {
  return `${kind} ${metadata.generation}`;
}

function uid({ metadata }: Manifest): string {
  return metadata.uid;
}

/** Why a pod's container waits or has ended. */
function stateOf({ status }: Manifest): unknown {
  const [container] = status.containerStatuses ?? [];
  return { ...container?.state, last: container?.lastState };
}
