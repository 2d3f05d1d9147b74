import { find } from '../../cluster/kubectl.ts';
import type { Autoscaler } from '../../cluster/objects.ts';
import type { Job } from './job.ts';
import { step } from './steps.ts';

/** Gives a Deployment a number of pods, and its autoscaler no reason to take some away. */
export async function atLeast(job: Job, name: string, replicas: number): Promise<void> {
  const there = await autoscalerOf(job, name);
  if (there !== undefined) {
    await limit(job, name, {
      minReplicas: replicas,
      maxReplicas: Math.max(there.spec.maxReplicas, replicas),
    });
  }
  await step(job, ['scale', 'deployment', name, `--replicas=${replicas}`]);
}

/** Undoes it: the limits of the autoscaler are those of the manifests again. */
export async function sizedAsBefore(job: Job, name: string, replicas: number | undefined): Promise<void> {
  const planned = job.manifests.autoscaler?.spec;
  if (planned !== undefined && (await autoscalerOf(job, name)) !== undefined) {
    await limit(job, name, { minReplicas: planned.minReplicas ?? 1, maxReplicas: planned.maxReplicas });
  }
  if (replicas !== undefined) await step(job, ['scale', 'deployment', name, `--replicas=${replicas}`]);
}

function autoscalerOf({ cluster, signal }: Job, name: string): Promise<Autoscaler | undefined> {
  return find<Autoscaler>(cluster, ['horizontalpodautoscaler', name], signal);
}

async function limit(job: Job, name: string, spec: Required<Autoscaler['spec']>): Promise<void> {
  const patch = JSON.stringify({ spec });
  await step(job, ['patch', 'horizontalpodautoscaler', name, '--type=merge', '--patch', patch]);
}
