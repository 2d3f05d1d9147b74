import { type Cluster, find, get } from '../kubectl.ts';
import type { Autoscaler, Deployment, List, Pod, ReplicaSet } from '../objects.ts';

/** A Deployment at one moment, with what belongs to it. */
export interface Snapshot {
  deployment: Deployment;
  replicaSets: ReplicaSet[];
  pods: Pod[];
  /** The fewest pods that its autoscaler keeps; undefined where it has none. */
  fewest: number | undefined;
}

/** @throws UserError  where kubectl fails, or the Deployment is not there */
export async function look(cluster: Cluster, name: string, signal?: AbortSignal): Promise<Snapshot> {
  const deployment = await get<Deployment>(cluster, ['deployment', name], signal);
  const labels = Object.entries(deployment.spec.selector.matchLabels ?? {}).map(
    ([key, value]) => `${key}=${value}`,
  );
  const [{ items }, autoscaler] = await Promise.all([
    get<List<ReplicaSet | Pod>>(cluster, ['replicasets,pods', '--selector', labels.join(',')], signal),
    find<Autoscaler>(cluster, ['horizontalpodautoscaler', name], signal),
  ]);
  return {
    deployment,
    replicaSets: items.filter((item): item is ReplicaSet => item.kind === 'ReplicaSet'),
    pods: items.filter((item): item is Pod => item.kind === 'Pod'),
    fewest: autoscaler?.spec.minReplicas,
  };
}

export const REVISION = 'deployment.kubernetes.io/revision';

/** What the present template of a Deployment has led to; undefined until its controller has seen it. */
export function newReplicaSet({ deployment, replicaSets }: Snapshot): ReplicaSet | undefined {
  const { metadata, status } = deployment;
  if ((status?.observedGeneration ?? 0) < (metadata.generation ?? 0)) return undefined;
  const revision = metadata.annotations?.[REVISION];
  return replicaSets.find(
    (one) => isOf(one, metadata.uid) && one.metadata.annotations?.[REVISION] === revision,
  );
}

/** The pods of the present template, and those of earlier ones; of neither those that are being ended. */
export function podsOf(snapshot: Snapshot): { present: Pod[]; earlier: Pod[] } {
  const present = newReplicaSet(snapshot)?.metadata.uid;
  const ours = snapshot.replicaSets.filter((one) => isOf(one, snapshot.deployment.metadata.uid));
  const alive = snapshot.pods.filter(
    (pod) => pod.metadata.deletionTimestamp === undefined && ours.some((one) => isOf(pod, one.metadata.uid)),
  );
  const isPresent = (pod: Pod): boolean => present !== undefined && isOf(pod, present);
  return { present: alive.filter(isPresent), earlier: alive.filter((pod) => !isPresent(pod)) };
}

export function isReady({ status }: Pod): boolean {
  return status.conditions?.some((one) => one.type === 'Ready' && one.status === 'True') === true;
}

export function isOf({ metadata }: ReplicaSet | Pod, owner: string | undefined): boolean {
  return metadata.ownerReferences?.some(({ uid }) => uid === owner) === true;
}
