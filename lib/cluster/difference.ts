import { stringify } from 'yaml';
import { type Cluster, find } from './kubectl.ts';
import type { KubeObject, List } from './objects.ts';

/** What the cluster itself keeps in an object, and nobody has written. */
const OF_CLUSTER = ['uid', 'resourceVersion', 'generation', 'creationTimestamp', 'managedFields', 'selfLink'];
const OF_TOOLS = ['kubectl.kubernetes.io/last-applied-configuration', 'deployment.kubernetes.io/revision'];

/** How one object would differ. */
export interface Difference {
  /** `Deployment/irisapi` */
  place: string;
  patch: string;
}

/**
 * What applying these objects would change, as a diff for each that would differ: made here, because `kubectl diff` calls a
 * program that Windows does not have, and because `kubectl apply` calls some objects configured that stay as they are.
 * @param planned  the objects as `kubectl apply --dry-run=server --output json` prints them
 */
export async function differences(
  cluster: Cluster,
  planned: KubeObject[],
  signal?: AbortSignal,
): Promise<Difference[]> {
  const found = planned.map(async (object) => {
    const there = await find<KubeObject>(cluster, [kindOf(object), object.metadata.name], signal);
    const place = `${object.kind}/${object.metadata.name}`;
    const patch = await diff(place, there, object);
    return patch === undefined ? [] : [{ place, patch }];
  });
  return (await Promise.all(found)).flat();
}

/** The objects in what kubectl prints as JSON: a list of them, or the only one. */
export function objectsIn(json: string): KubeObject[] {
  const answer = JSON.parse(json) as KubeObject | List<KubeObject>;
  return 'items' in answer ? answer.items : [answer];
}

/** A kind as kubectl takes it, with its group, since others may have a kind of that name. */
function kindOf({ apiVersion, kind }: KubeObject): string {
  const [group, version] = apiVersion.split('/') as [string, string | undefined];
  return version === undefined ? kind : `${kind}.${version}.${group}`;
}

async function diff(
  place: string,
  there: KubeObject | undefined,
  planned: KubeObject,
): Promise<string | undefined> {
  const { createTwoFilesPatch } = await import('diff');
  const [before, after] = [there, planned].map((one) => (one === undefined ? '' : stringify(written(one))));
  if (before === after) return undefined;
  return createTwoFilesPatch(place, place, before!, after!, 'in the cluster', 'planned');
}

/** An object as somebody would write it; of a Secret, no values. */
export function written(object: KubeObject): object {
  const { metadata, ...rest } = structuredClone(object) as KubeObject & Record<string, unknown>;
  const kept = Object.entries(metadata).filter(([key]) => !OF_CLUSTER.includes(key));
  const annotations = Object.entries(metadata.annotations ?? {}).filter(([key]) => !OF_TOOLS.includes(key));
  delete rest.status;
  if (object.kind === 'Secret') delete rest.data;
  return {
    ...rest,
    metadata: { ...Object.fromEntries(kept), annotations: Object.fromEntries(annotations) },
  };
}
