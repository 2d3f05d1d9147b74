import { UserError } from '../errors.ts';
import { notice, ok, type Finding } from '../container/preflight/check.ts';
import { parseReference } from '../container/values/base-image.ts';
import { type Cluster, kubectlLine, tryKubectl } from './kubectl.ts';
import type { KubeObject, List } from './objects.ts';

/** A machine of the cluster, with images that it holds: each by all its names. */
export interface Node extends KubeObject {
  status?: { images?: { names?: string[] | null }[] };
}

/** A node tells of no more images than these, unless somebody has set that otherwise (nodeStatusMaxImages). */
const MOST_TOLD = 50;

/**
 * Whether the cluster can get an image. One with a registry is the registry's affair; one without can only be on the
 * nodes already, as after `kind load docker-image`: Docker Hub, where the cluster would look for it, does not have it.
 * @throws UserError  image-local (exit 1)
 */
export async function checkImage(cluster: Cluster, image: string, signal?: AbortSignal): Promise<Finding> {
  if (!isLocal(image)) return ok(`${image} comes from its registry`);
  const args = ['get', 'nodes', '--output', 'json'];
  const { exitCode, stdout } = await tryKubectl(cluster, args, { signal });
  if (exitCode !== 0) {
    return notice(
      `${image} names no registry, and you may not see whether the nodes have it: ${kubectlLine(cluster, 'get', 'nodes')}`,
      ...howToBring(image),
    );
  }
  return judgeNodes(image, (JSON.parse(stdout) as List<Node>).items);
}

/** Whether a reference names neither a registry nor somebody's repository on Docker Hub. */
export function isLocal(image: string): boolean {
  const repository = parseReference(image)?.repository ?? image;
  return !repository.includes('/') || /^(docker\.io\/library|localhost)\/[^/]+$/.test(repository);
}

/** @throws UserError  image-local (exit 1) where no node has the image, and none may have it untold */
export function judgeNodes(image: string, nodes: Node[]): Finding {
  const having = nodes.filter((node) => namesOf(node).some((name) => isSame(name, image)));
  if (having.length === nodes.length) return ok(`${image} is on each node`);
  if (having.length > 0) {
    const [one] = nodes.filter((node) => !having.includes(node));
    return notice(
      `${image} is on ${having.length} of ${nodes.length} nodes; a pod on ${one!.metadata.name} will not find it`,
    );
  }
  if (nodes.some((node) => (node.status?.images ?? []).length >= MOST_TOLD)) {
    return notice(`${image} names no registry; it is not among the images that the nodes tell of`);
  }
  throw new UserError({
    code: 'image-local',
    what: `The cluster cannot get the image ${image}: the name has no registry, and no node has it`,
    details: ['An image that is built on this machine is on this machine alone.'],
    next: howToBring(image),
    exitCode: 1,
  });
}

function howToBring(image: string): string[] {
  const name = parseReference(image)?.repository.split('/').at(-1) ?? image;
  return [
    `push it, and write its name into the manifests: ml-docker push REGISTRY/${name}:1.0.0 --kubernetes`,
    `or, where the cluster is on this machine: docker tag ${name} ${image} && kind load docker-image ${image} (minikube image load, k3d image import)`,
  ];
}

function namesOf({ status }: Node): string[] {
  return (status?.images ?? []).flatMap(({ names }) => names ?? []);
}

/** Docker Hub's full name of an image and its short one are the same; so is no tag and `latest`. */
function isSame(name: string, image: string): boolean {
  return full(name) === full(image);
}

function full(reference: string): string {
  const bare = reference.replace(/^docker\.io\/(library\/)?/, '');
  return /[:@][^/]+$/.test(bare) ? bare : `${bare}:latest`;
}
