import { type Cluster, tryKubectl } from '../kubectl.ts';
import type { ReplicaSet } from '../objects.ts';
import { isOf, newReplicaSet, REVISION, type Snapshot } from './snapshot.ts';

/**
 * On a ReplicaSet whose pods have been ready. A label, because `kubectl rollout undo` makes the annotations of a ReplicaSet
 * those of its Deployment, and so of every later one.
 */
const SERVED = 'ml-docker/served';

/** Remembers that the present template was good: whoever may not do that goes back without it. */
export async function rememberServed(cluster: Cluster, snapshot: Snapshot): Promise<void> {
  const name = newReplicaSet(snapshot)?.metadata.name;
  if (name === undefined) return;
  await tryKubectl(cluster, ['label', 'replicaset', name, `${SERVED}=true`, '--overwrite']);
}

/**
 * The template to go back to: the last one before the present whose pods serve, or have served; where that is known of none,
 * the last one. (`kubectl rollout undo` would go back to one that failed.)
 * @returns undefined where the cluster keeps no earlier template
 */
export function revisionBefore({ deployment, replicaSets }: Snapshot): ReplicaSet | undefined {
  const present = Number(deployment.metadata.annotations?.[REVISION]);
  const earlier = replicaSets
    .filter((one) => isOf(one, deployment.metadata.uid) && revisionOf(one) < present)
    .sort((one, other) => revisionOf(one) - revisionOf(other));
  const hasServed = ({ metadata, status }: ReplicaSet): boolean =>
    (status?.readyReplicas ?? 0) > 0 || metadata.labels?.[SERVED] === 'true';
  return earlier.findLast(hasServed) ?? earlier.at(-1);
}

/** Which template of its Deployment it is of, counted from 1. */
export function revisionOf({ metadata }: ReplicaSet): number {
  return Number(metadata.annotations?.[REVISION]);
}
