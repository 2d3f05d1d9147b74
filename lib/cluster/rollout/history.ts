import type { ReplicaSet } from '../objects.ts';
import { isOf, REVISION, type Snapshot } from './snapshot.ts';

/**
 * The template to go back to: the last one before the present that has pods which serve; where none has, the last one.
 * (After two rollouts that failed, `kubectl rollout undo` would go back to the first of them.)
 * @returns undefined where the cluster keeps no earlier template
 */
export function revisionBefore({ deployment, replicaSets }: Snapshot): ReplicaSet | undefined {
  const present = Number(deployment.metadata.annotations?.[REVISION]);
  const earlier = replicaSets
    .filter((one) => isOf(one, deployment.metadata.uid) && revisionOf(one) < present)
    .sort((one, other) => revisionOf(one) - revisionOf(other));
  return earlier.findLast(({ status }) => (status?.readyReplicas ?? 0) > 0) ?? earlier.at(-1);
}

/** Which template of its Deployment it is of, counted from 1. */
export function revisionOf({ metadata }: ReplicaSet): number {
  return Number(metadata.annotations?.[REVISION]);
}
