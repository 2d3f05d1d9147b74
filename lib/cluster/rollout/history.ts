import type { ReplicaSet } from '../objects.ts';
import { isOf, REVISION, type Snapshot } from './snapshot.ts';

/** What `kubectl rollout undo` goes back to; undefined where the cluster keeps no earlier template. */
export function revisionBefore({ deployment, replicaSets }: Snapshot): ReplicaSet | undefined {
  const present = Number(deployment.metadata.annotations?.[REVISION]);
  return replicaSets
    .filter((one) => isOf(one, deployment.metadata.uid) && revisionOf(one) < present)
    .sort((one, other) => revisionOf(one) - revisionOf(other))
    .at(-1);
}

function revisionOf({ metadata }: ReplicaSet): number {
  return Number(metadata.annotations?.[REVISION]);
}
