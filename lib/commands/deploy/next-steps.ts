import { kubectlLine } from '../../cluster/kubectl.ts';
import type { KubeObject } from '../../cluster/objects.ts';
import { progressOf } from '../../cluster/rollout/progress.ts';
import type { Snapshot } from '../../cluster/rollout/snapshot.ts';
import { counted } from '../../io/text.ts';
import { type Job, typed } from './job.ts';

/** What somebody with a running deployment wants to type next, one line each. */
export function nextSteps(job: Job, snapshot: Snapshot): string[] {
  const { cluster, manifests, project } = job;
  const { name } = snapshot.deployment.metadata;
  const main = manifests.deployment.metadata.name;
  const isCanary = name !== main;
  const { ready } = progressOf(snapshot);
  const port = servicePort(manifests.objects);
  const line = (...args: string[]): string => kubectlLine(cluster, ...args);
  return [
    `${name}: ${counted(ready, 'pod')} ready, of ${snapshot.deployment.spec.template.spec.containers[0]!.image}`,
    '',
    `  in the cluster    http://${main}.${cluster.namespace}${port === 80 ? '' : `:${port}`}/`,
    `  from here         ${line('port-forward', `service/${main}`, `${project.answers.port}:${port}`)}`,
    `  what runs         ${line('get', 'pods', '--selector', selectorOf(snapshot))}`,
    `  its log           ${line('logs', '--follow', `deployment/${name}`)}`,
    ...(isCanary ? [`  keep it           ${typed(job, '--promote')}`] : []),
    `  go back           ${typed(job, '--rollback')}`,
    `  remove all        ${line('delete', '-k', manifests.folder)}`,
  ];
}

interface Service extends KubeObject {
  spec?: { ports?: { port: number }[] };
}

function servicePort(objects: KubeObject[]): number {
  const service: Service | undefined = objects.find(({ kind }) => kind === 'Service');
  return service?.spec?.ports?.[0]?.port ?? 80;
}

function selectorOf({ deployment }: Snapshot): string {
  return Object.entries(deployment.spec.selector.matchLabels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}
