import { UserError } from '../errors.ts';
import { notice, type Finding } from '../container/preflight/check.ts';
import { linesOf } from '../container/engine/cli.ts';
import type { Io } from '../io/io.ts';
import { objectsIn } from './difference.ts';
import { kubectlFailed } from './failure.ts';
import { checkImage } from './image.ts';
import { type Cluster, find, tryKubectl } from './kubectl.ts';
import type { Manifests } from './manifests.ts';
import type { Deployment, KubeObject } from './objects.ts';
import { podsRefused } from './refused.ts';

/** What is known when nothing stands in the way. */
export interface Passed {
  there: Deployment | undefined;
  planned: KubeObject[];
}

/**
 * All that can be found out before the first object is sent: whether the cluster answers, the namespace is there, the
 * objects and a pod of theirs would be taken, and the image can be had. Notices are said.
 * @param directory  the project's folder
 * @returns the Deployment that is there already, and the objects as they would be
 * @throws UserError  (exit 1) where something stands in the way
 */
export async function preflight(
  cluster: Cluster,
  { directory, manifests }: { directory: string; manifests: Manifests },
  io: Io,
  signal?: AbortSignal,
): Promise<Passed> {
  await requireNamespace(cluster, signal);
  const there = await find<Deployment>(cluster, ['deployment', manifests.deployment.metadata.name], signal);
  const { planned, finding } = await tryObjects(cluster, { directory, folder: manifests.folder }, signal);
  const findings = [
    finding,
    await tryPod(cluster, manifests.deployment, there !== undefined, signal),
    await checkImage(cluster, manifests.image, signal),
  ];
  for (const finding of findings) {
    if (finding?.status !== 'notice') continue;
    io.say(`notice: ${finding.what}`);
    for (const line of finding.next ?? []) io.say(`  ${line}`);
  }
  return { there, planned };
}

/** Who may use a namespace may not always see it: then the objects themselves will tell. */
async function requireNamespace(cluster: Cluster, signal?: AbortSignal): Promise<void> {
  const { context, namespace } = cluster;
  const args = ['get', 'namespace', namespace];
  const { exitCode, stderr } = await tryKubectl(cluster, args, { signal });
  if (exitCode === 0 || /forbidden/i.test(stderr)) return;
  if (!/not ?found/i.test(stderr)) throw kubectlFailed(cluster, args, stderr);
  throw new UserError({
    code: 'namespace-missing',
    what: `The cluster of the context ${context} has no namespace ${namespace}`,
    where: '--namespace',
    next: [
      `make it: kubectl create namespace ${namespace} --context ${context}`,
      'or name another one: ml-docker deploy --namespace NAME',
    ],
    exitCode: 1,
  });
}

/** The cluster judges the objects (rights, kinds, fields) as if they were applied, and keeps nothing. */
async function tryObjects(
  cluster: Cluster,
  { directory, folder }: { directory: string; folder: string },
  signal?: AbortSignal,
): Promise<{ planned: KubeObject[]; finding?: Finding }> {
  const args = ['apply', '-k', folder, '--dry-run=server', '--output', 'json'];
  const { exitCode, stdout, stderr } = await tryKubectl(cluster, args, { cwd: directory, signal });
  if (exitCode !== 0) throw kubectlFailed(cluster, args, stderr);
  const warnings = linesOf(stderr).filter((line) => line.startsWith('Warning:'));
  const planned = objectsIn(stdout);
  if (warnings.length === 0) return { planned };
  return { planned, finding: notice(`the cluster warns: ${warnings.join(' ').slice(9)}`) };
}

/** Quota, limits and Pod Security are judged by the pod alone, so one is tried. Who may deploy may not always do that. */
async function tryPod(
  cluster: Cluster,
  { metadata, spec: { template } }: Deployment,
  isUpdate: boolean,
  signal?: AbortSignal,
): Promise<Finding | undefined> {
  const pod: KubeObject & { spec: unknown } = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...template.metadata, name: `${metadata.name}-preflight` },
    spec: template.spec,
  };
  const args = ['create', '--dry-run=server', '--output', 'name', '--filename', '-'];
  const { exitCode, stderr } = await tryKubectl(cluster, args, { input: JSON.stringify(pod), signal });
  if (exitCode === 0 || /cannot (create|patch) resource/.test(stderr)) return undefined;
  const [said = stderr] = linesOf(stderr).filter((line) => line.startsWith('Error'));
  if (!/is forbidden/.test(said)) throw kubectlFailed(cluster, args, stderr);
  const refused = podsRefused(said);
  // Pods that are replaced make room; and where nothing changes, none is made.
  if (refused.code !== 'deploy-quota' || !isUpdate) throw refused;
  return notice(`${refused.message}: ${refused.details.join(' ')}`);
}
