import { UserError } from '../errors.ts';
import type { Deployment } from './objects.ts';

/** The label that tells the two apart; the Service selects pods of both. */
const TRACK = 'track';

/** How many pods the stable Deployment had before the canary, on the canary itself. */
const BEFORE = 'ml-docker/replicas-before';

/** How many pods each of the two has. */
export interface Split {
  stable: number;
  canary: number;
}

/** With more pods than these the share is better left to something that counts requests. */
const MOST_PODS = 50;

/**
 * How many pods give the canary about a share of the requests, where a Service sends each pod as many. The stable one never
 * gets fewer than it has.
 * @param percent  from 1 to 50
 * @throws UserError  canary-share (exit 2) where that takes too many
 */
export function splitFor(percent: number, replicas: number): Split {
  for (let canary = 1; canary <= MOST_PODS; canary++) {
    const stable = Math.round((canary * (100 - percent)) / percent);
    if (stable < replicas) continue;
    if (stable + canary > MOST_PODS) break;
    return { stable, canary };
  }
  const all = Math.ceil(Math.max(100 / percent, (replicas * 100) / (100 - percent)));
  throw new UserError({
    code: 'canary-share',
    what: `A share of ${percent} % is made by numbers of pods, and takes about ${all} of them here`,
    where: '--canary',
    next: [
      'take a larger share: --canary 10 takes 9 pods of the present version for one of the new one',
      'or send a share by weights, as the Gateway API does: kubernetes.io/docs/concepts/services-networking/gateway',
    ],
  });
}

export function shareOf({ stable, canary }: Split): string {
  return `${Math.round((100 * canary) / (stable + canary))} %`;
}

/** What the canary of a Deployment is called. */
export function canaryName(name: string): string {
  return `${name}-canary`;
}

/** The Deployment beside the stable one, behind the same Service: the same in all but its name, its track and its size. */
export function canaryOf(deployment: Deployment, replicas: number, before: number): Deployment {
  const { metadata, spec } = structuredClone(deployment);
  const track = { [TRACK]: 'canary' };
  const { template, selector } = spec;
  const constraints = template.spec.topologySpreadConstraints?.map(({ labelSelector, ...constraint }) => ({
    ...constraint,
    labelSelector: { ...labelSelector, matchLabels: { ...labelSelector?.matchLabels, ...track } },
  }));
  const spread = constraints && { topologySpreadConstraints: constraints };
  return {
    apiVersion: deployment.apiVersion,
    kind: deployment.kind,
    metadata: {
      name: canaryName(metadata.name),
      labels: { ...metadata.labels, ...track },
      annotations: { ...metadata.annotations, [BEFORE]: String(before) },
    },
    spec: {
      ...spec,
      replicas,
      selector: { ...selector, matchLabels: { ...selector.matchLabels, ...track } },
      template: {
        ...template,
        metadata: { ...template.metadata, labels: { ...template.metadata?.labels, ...track } },
        spec: { ...template.spec, ...spread },
      },
    },
  };
}

/** How many pods the stable Deployment had before there was a canary; undefined where nobody wrote it down. */
export function replicasBefore({ metadata }: Deployment): number | undefined {
  const text = metadata.annotations?.[BEFORE];
  return text === undefined ? undefined : Number(text);
}
