import { UserError } from '../../errors.ts';
import { counted } from '../../io/text.ts';
import { type Cluster, kubectlLine, tryKubectl } from '../kubectl.ts';
import type { KubeEvent, List } from '../objects.ts';
import { podsRefused } from '../refused.ts';
import type { Cause } from './cause.ts';
import { lastWords, type LastWords } from './last-words.ts';
import { progressOf } from './progress.ts';
import type { Snapshot } from './snapshot.ts';

/** A rollout that is waited for. */
export interface Waiting {
  /** The Deployment's name. */
  name: string;
  /** How to go back where it fails, as it is typed. */
  back: string;
  /** How many other pods serve, whatever becomes of it. */
  beside?: number;
  /** What would take fewer pods, as advice where there is no room. */
  smaller?: string | undefined;
}

/** What a rollout failed of, with what helps. */
interface Told {
  code: string;
  what: string;
  details?: string[];
  next: string[];
}

/** Why a rollout does not come to an end, that the version before goes on, and how to go back. */
export async function rolloutFailed(
  cluster: Cluster,
  snapshot: Snapshot,
  cause: Cause,
  { back, beside = 0, smaller }: Omit<Waiting, 'name'>,
): Promise<UserError> {
  const words = await wordsOf(cluster, cause);
  const { code, what, details = [], next } = told(snapshot, cause, words);
  const { earlier: old, ready } = progressOf(snapshot);
  const earlier = old + beside;
  const remove = kubectlLine(cluster, 'delete', 'deployment', snapshot.deployment.metadata.name);
  return new UserError({
    code,
    what,
    where: `${snapshot.deployment.metadata.name} in ${cluster.namespace} (${cluster.context})${cause.pod === undefined ? '' : `, pod ${cause.pod}`}`,
    details: [...details, serving(earlier, ready)],
    next: [
      ...(cause.kind === 'room' && smaller !== undefined ? [smaller] : []),
      ...next,
      ...(earlier > 0 ? [`go back: ${back}`] : ready > 0 ? [] : [`remove it: ${remove}`]),
      ...(cause.pod === undefined
        ? []
        : [`see all of it: ${kubectlLine(cluster, 'describe', 'pod', cause.pod)}`]),
    ],
    exitCode: 1,
  });
}

/** @param earlier pods of the version before. @param ready pods of this one. */
function serving(earlier: number, ready: number): string {
  if (earlier > 0)
    return `${counted(earlier, 'pod')} of the version before ${earlier === 1 ? 'goes' : 'go'} on serving.`;
  if (ready > 0) return `${counted(ready, 'pod')} of it ${ready === 1 ? 'serves' : 'serve'} all the same.`;
  return 'No pod serves: there is no version before.';
}

/** The container's own, where it ran; else what the cluster told of its pod. */
async function wordsOf(cluster: Cluster, { kind, pod, restarted = false }: Cause): Promise<LastWords> {
  if (pod === undefined) return { lines: [], about: undefined };
  if (kind === 'ended' || kind === 'memory') {
    const args = ['logs', pod, '--tail=50', ...(restarted ? ['--previous'] : [])];
    const { exitCode, stdout } = await tryKubectl(cluster, args);
    return exitCode === 0 ? lastWords(stdout) : { lines: [], about: undefined };
  }
  const args = [
    'get',
    'events',
    '--field-selector',
    `involvedObject.name=${pod},type=Warning`,
    '--output',
    'json',
  ];
  const { exitCode, stdout } = await tryKubectl(cluster, args);
  return { lines: exitCode === 0 ? warningsIn(JSON.parse(stdout) as List<KubeEvent>) : [], about: undefined };
}

const MOST_EVENTS = 3;

/** The last different failures that were told; not those that have but a name for it: `Error: ImagePullBackOff`. */
export function warningsIn({ items }: List<KubeEvent>): string[] {
  const messages = items.map(({ reason = '', message = '' }) => `${reason}: ${message.trim()}`);
  return [...new Set(messages)]
    .filter((one) => /^(Failed|Unhealthy)/.test(one) && !/: Error: \w+$/.test(one))
    .slice(-MOST_EVENTS);
}

function told({ deployment }: Snapshot, { kind, message }: Cause, { lines, about }: LastWords): Told {
  const { image, resources } = deployment.spec.template.spec.containers[0]!;
  if (kind === 'refused') {
    const { code, message: what, details, next } = podsRefused(message);
    return { code, what, details, next };
  }
  if (kind === 'memory' || about === 'memory') {
    const limit = resources?.limits?.memory;
    const needed = /needs (\d+)/.exec(lines.join(' '))?.[1];
    return {
      code: 'deploy-memory',
      what: `The memory limit${limit === undefined ? '' : ` of ${limit}`} is too small for this model`,
      details: about === 'memory' ? lines : [message, ...lines],
      next: [
        `give it ${needed === undefined ? 'more' : `${needed}Mi or more`}: resources.limits.memory in kubernetes/base/deployment.yaml, then: ml-docker deploy`,
      ],
    };
  }
  if (about === 'model') {
    return {
      code: 'deploy-model',
      what: 'The model in the new image is refused: the service ends at its start',
      details: lines,
      next: ['try the image here: ml-docker run', 'give the project a model that runs: ml-docker model FILE'],
    };
  }
  return TOLD[kind](image, message, lines);
}

const TOLD: Record<
  Exclude<Cause['kind'], 'refused' | 'memory'>,
  (image: string, message: string, lines: string[]) => Told
> = {
  image: (image, message, lines) => ({
    code: 'deploy-image',
    what: `The cluster cannot pull the image ${image}`,
    details: lines.length > 0 ? lines : [message],
    next: [
      'is the name right, and was it pushed? ml-docker push REGISTRY/NAME:TAG --kubernetes does both',
      'a private registry wants a Secret: kubectl create secret docker-registry, named under imagePullSecrets',
    ],
  }),
  room: (_image, message) => ({
    code: 'deploy-room',
    what: 'No node of the cluster has room for another pod',
    details: [message],
    next: [
      'ask for less: resources.requests in kubernetes/base/deployment.yaml; or add a node',
      'see what is taken: kubectl describe nodes',
    ],
  }),
  config: (_image, message, lines) => ({
    code: 'deploy-config',
    what: 'The container cannot be started as the manifests ask',
    details: [message, ...lines.filter((line) => !line.includes(message))],
    next: ['correct what it names in kubernetes/, then: ml-docker deploy'],
  }),
  ended: (_image, message, lines) => ({
    code: 'deploy-ended',
    what: 'The new container ends again and again',
    details: [`${message}; its last words:`, ...(lines.length > 0 ? lines : ['(none)'])],
    next: ['try the image here: ml-docker run'],
  }),
  slow: (_image, message, lines) => ({
    code: 'deploy-slow',
    what: 'The new pods were not ready in the time that the Deployment gives them',
    details: [message, ...lines],
    next: ['give them more: startupProbe and progressDeadlineSeconds in kubernetes/base/deployment.yaml'],
  }),
};
