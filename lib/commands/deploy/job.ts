import { UserError } from '../../errors.ts';
import type { Cluster } from '../../cluster/kubectl.ts';
import type { Manifests } from '../../cluster/manifests.ts';
import type { Flags } from '../../interview/answers.ts';
import type { Io } from '../../io/io.ts';
import { shellWord } from '../../io/shell.ts';
import type { Project } from '../../project/project.ts';

/** The flags of `ml-docker deploy`, as lib/interview/answers.ts explains them. */
export interface DeployOptions extends Pick<
  Flags,
  'context' | 'namespace' | 'overlay' | 'canary' | 'promote' | 'rollback' | 'dryRun' | 'yes'
> {
  /** The project's folder, absolute. */
  directory: string;
}

/** What `ml-docker deploy` did, as `--json` prints it. */
export interface DeployResult {
  context: string;
  namespace: string;
  deployment: string;
  /** What the pods are made from now. */
  image: string;
  /** How many of them are ready. */
  ready: number;
  /** What was changed, or would be: `Deployment/irisapi`; empty where all was so already. */
  changed: string[];
  request?: unknown;
  answer?: unknown;
}

/** All that the steps of a deployment have in common. */
export interface Job {
  options: DeployOptions;
  project: Project;
  cluster: Cluster;
  manifests: Manifests;
  io: Io;
  signal: AbortSignal;
}

/** The same command with another flag, as it is typed: for this cluster, as it was named. */
export function typed({ options }: Pick<Job, 'options'>, ...flags: string[]): string {
  const named = (['overlay', 'context', 'namespace'] as const).flatMap((name) =>
    options[name] === undefined ? [] : [`--${name}`, shellWord(options[name])],
  );
  return ['ml-docker deploy', ...flags, ...named].join(' ');
}

/**
 * Asks before anything is changed, naming the cluster.
 * @param what  `deploy irisapi:1.0.0`
 * @throws UserError  deploy-unconfirmed, deploy-declined (exit 2)
 */
export async function confirm({ options, cluster, io }: Job, what: string): Promise<void> {
  if (options.yes === true) return;
  const { context, namespace, server } = cluster;
  const place = `the namespace ${namespace} of the context ${context} (${server})`;
  if (!io.interactive) {
    throw new UserError({
      code: 'deploy-unconfirmed',
      what: `Nobody can be asked whether ${place} is the right place; nothing was changed`,
      next: `if it is, say so: ${typed({ options }, '--yes')}`,
    });
  }
  const message = `In ${place}: ${what}?`;
  if (await io.ask<boolean>({ name: 'deploy', type: 'confirm', message, default: false })) return;
  throw new UserError({
    code: 'deploy-declined',
    what: 'Nothing was changed in the cluster',
    next: 'for another place: ml-docker deploy --context NAME --namespace NAME',
  });
}
