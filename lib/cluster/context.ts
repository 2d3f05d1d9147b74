import { UserError } from '../errors.ts';
import { call } from '../container/engine/cli.ts';
import { nearest } from '../io/did-you-mean.ts';
import type { Cluster } from './kubectl.ts';

/** Which cluster is meant; what is absent is as kubectl has it. */
export interface Wanted {
  context?: string | undefined;
  namespace?: string | undefined;
}

/** As much of `kubectl config view` as is looked at: a list is null where there is none. */
export interface Configuration {
  'current-context'?: string;
  contexts?: { name: string; context: { cluster: string; namespace?: string } }[] | null;
  clusters?: { name: string; cluster: { server?: string } }[] | null;
}

/**
 * The cluster that is meant, by the configuration of kubectl alone: whether it answers is found out later.
 * @throws UserError  kubectl-missing (exit 1); context-unknown, context-missing (exit 2)
 */
export async function findCluster(wanted: Wanted, signal?: AbortSignal): Promise<Cluster> {
  const { exitCode, stdout, notFound } = await call('kubectl', ['config', 'view', '--output', 'json'], {
    signal,
  });
  if (notFound) throw kubectlMissing();
  return clusterIn(exitCode === 0 ? (JSON.parse(stdout) as Configuration) : {}, wanted);
}

/** @throws UserError  context-unknown, context-missing (exit 2) */
export function clusterIn(configuration: Configuration, { context, namespace }: Wanted): Cluster {
  const name = context ?? configuration['current-context'] ?? '';
  const contexts = configuration.contexts ?? [];
  const found = contexts.find((one) => one.name === name)?.context;
  if (found === undefined)
    throw noContext(
      name,
      contexts.map((one) => one.name),
    );
  const cluster = configuration.clusters?.find((one) => one.name === found.cluster)?.cluster;
  return {
    context: name,
    namespace: namespace ?? found.namespace ?? 'default',
    server: cluster?.server ?? 'no address',
  };
}

/** Without kubectl there is nothing to be done here. */
function kubectlMissing(): UserError {
  return new UserError({
    code: 'kubectl-missing',
    what: 'kubectl is not installed, or not in the PATH',
    next: 'install it: https://kubernetes.io/docs/tasks/tools/',
    exitCode: 1,
  });
}

function noContext(name: string, known: string[]): UserError {
  const near = nearest(name, known);
  if (name !== '') {
    return new UserError({
      code: 'context-unknown',
      what: `kubectl knows no context ${name}`,
      where: '--context',
      next: [
        ...(near === undefined ? [] : [`did you mean --context ${near}?`]),
        `those it knows: ${known.join(', ') || 'none'}`,
      ],
    });
  }
  return new UserError({
    code: 'context-missing',
    what:
      known.length === 0
        ? 'kubectl knows no cluster yet'
        : 'kubectl has no current context, so nobody knows which cluster is meant',
    next:
      known.length === 0
        ? 'get a kubeconfig from whoever runs the cluster, and name it: export KUBECONFIG=FILE'
        : `name one: ml-docker deploy --context NAME (${known.join(', ')})`,
  });
}
