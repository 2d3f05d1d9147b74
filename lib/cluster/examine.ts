import { existsSync } from 'node:fs';
import path from 'node:path';
import { call, linesOf } from '../container/engine/cli.ts';
import { notice, ok, type Finding } from '../container/preflight/check.ts';
import { UserError } from '../errors.ts';
import { clusterIn, type Configuration } from './context.ts';
import { MANIFESTS } from './manifests.ts';

/** A cluster that takes longer to answer is not waited for here. */
const ANSWER_S = 3;

/** As much of `kubectl version` as is looked at. */
interface Versions {
  clientVersion?: { gitVersion?: string };
  serverVersion?: { gitVersion?: string };
}

/**
 * What `ml-docker doctor` says of Kubernetes: kubectl, its current context, whether that answers. Nothing where the project has
 * no manifests and there is no kubectl, or it knows no cluster. It is never a problem: a container runs without a cluster.
 * @param directory  the project's folder
 */
export async function examineCluster(directory: string, signal?: AbortSignal): Promise<Finding | undefined> {
  const isWanted = existsSync(path.join(directory, MANIFESTS));
  const view = await call('kubectl', ['config', 'view', '--output', 'json'], {
    signal,
    timeout: 2000 * ANSWER_S,
  });
  if (view.notFound) {
    return isWanted
      ? notice(
          'kubectl is not installed; ml-docker deploy needs it',
          'https://kubernetes.io/docs/tasks/tools/',
        )
      : undefined;
  }
  const configuration = view.exitCode === 0 ? (JSON.parse(view.stdout) as Configuration) : {};
  try {
    const { context, namespace, server } = clusterIn(configuration, {});
    const place = `the context ${context}, namespace ${namespace}`;
    const { client, of, why } = await ask(signal);
    if (of !== undefined) return ok(`kubectl ${client}; ${place}, answers: Kubernetes ${of} at ${server}`);
    const what = `kubectl ${client}; ${place}, does not answer at ${server}: ${why}`;
    return isWanted ? notice(what, 'another one: kubectl config use-context NAME') : ok(what);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return isWanted ? notice(error.message, ...error.next) : undefined;
  }
}

async function ask(signal?: AbortSignal): Promise<{ client: string; of?: string | undefined; why: string }> {
  const args = ['version', '--output', 'json', `--request-timeout=${ANSWER_S}s`];
  const { stdout, stderr } = await call('kubectl', args, { signal, timeout: 1500 * ANSWER_S });
  // Where it wants a password, it asks for one instead.
  const { clientVersion, serverVersion } = stdout.startsWith('{') ? (JSON.parse(stdout) as Versions) : {};
  return {
    client: plain(clientVersion?.gitVersion) ?? '(of unknown version)',
    of: plain(serverVersion?.gitVersion),
    why: linesOf(stderr).at(-1) ?? `nothing within ${ANSWER_S} s`,
  };
}

function plain(version: string | undefined): string | undefined {
  return version?.replace(/^v/, '');
}
