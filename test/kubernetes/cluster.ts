import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import type { Manifest } from '../templates/manifests.ts';

/** Runs kubectl; @throws where it fails. */
export async function kubectl(...args: string[]): Promise<string> {
  return (await execa('kubectl', args)).stdout;
}

export async function apply(manifest: object): Promise<string> {
  return (await execa('kubectl', ['apply', '-f', '-'], { input: JSON.stringify(manifest) })).stdout;
}

/** A namespace that lets in only what Pod Security `restricted` allows, and how to remove it with all that is in it. */
export async function makeNamespace(name: string): Promise<() => Promise<string>> {
  const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
  await apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
  return () => kubectl('delete', 'namespace', name, '--wait=false');
}

/** A namespace's objects. */
export function within(namespace: string) {
  const run = (...args: string[]): Promise<string> => kubectl('-n', namespace, ...args);
  const get = async (...args: string[]): Promise<Manifest> =>
    JSON.parse(await run('get', ...args, '-o', 'json'));
  const pods = async (): Promise<Manifest[]> => (await get('pods')).items;
  /** The pods that get requests. */
  const readyPods = async (): Promise<Manifest[]> =>
    (await pods()).filter(({ metadata, status }) => {
      const conditions = (status.conditions ?? []) as { type: string; status: string }[];
      const isReady = conditions.some((one) => one.type === 'Ready' && one.status === 'True');
      return isReady && metadata.deletionTimestamp === undefined;
    });
  return { run, get, pods, readyPods };
}

/** The containerd of each node, where the cluster is the one of ../shared/kubernetes: KUBECONFIG is FOLDER/cfg/admin.conf. */
async function containerds(): Promise<string[]> {
  const folder = path.dirname(path.dirname(process.env.KUBECONFIG!));
  const nodes = (await readdir(folder)).filter((name) => name.startsWith('node')).sort();
  return nodes
    .map((node) => path.join(folder, node, 'containerd.sock'))
    .filter((socket) => existsSync(socket));
}

/** Brings images of the engine to every node, as a registry would. */
export async function bringImages(...images: string[]): Promise<void> {
  for (const socket of await containerds()) {
    const importing = ['-a', socket, '-n', 'k8s.io', 'images', 'import', '-'];
    await execa('docker', ['save', ...images], { buffer: false }).pipe('ctr', importing);
  }
}

/** Ends a pod's process as the kernel does that runs out of memory: at once, without a word to anybody. */
export async function killPod(pod: Manifest): Promise<void> {
  const [{ containerID }] = pod.status.containerStatuses;
  const id = (containerID as string).replace('containerd://', '');
  for (const socket of await containerds())
    await execa('ctr', ['-a', socket, '-n', 'k8s.io', 'tasks', 'kill', '-s', 'SIGKILL', id], {
      reject: false,
    });
}

/** A node whose pods' use of the processor is known. */
export async function measuredNode(): Promise<string> {
  const list = async (...args: string[]): Promise<Manifest[]> =>
    JSON.parse(await kubectl('get', ...args)).items;
  const nodes = async (): Promise<string[]> => {
    const measured = await list('--raw', '/apis/metrics.k8s.io/v1beta1/pods');
    const names = new Set(measured.map(({ metadata }) => metadata.name as string));
    const pods = await list('pods', '--all-namespaces', '-o', 'json');
    return pods.filter(({ metadata }) => names.has(metadata.name)).map(({ spec }) => spec.nodeName);
  };
  const [node] = await until(nodes, ({ length }) => length > 0, { what: 'a pod with metrics' });
  return node!;
}

/** Asks until it is so, and what was asked last. @throws Error that shows it, where it never is. */
export async function until<T>(
  ask: () => Promise<T>,
  isSo: (answer: T) => boolean,
  { seconds = 60, what = 'it' }: { seconds?: number; what?: string } = {},
): Promise<T> {
  const end = Date.now() + 1000 * seconds;
  for (;;) {
    const answer = await ask();
    if (isSo(answer)) return answer;
    if (Date.now() > end)
      throw new Error(`${what} did not come within ${seconds} s: ${JSON.stringify(answer)}`);
    await sleep(500);
  }
}
