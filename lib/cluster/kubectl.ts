import { call, commandLine, type CallOptions, type CallResult } from '../container/engine/cli.ts';
import { kubectlFailed } from './failure.ts';

/** A namespace of a cluster, as kubectl's configuration knows it. */
export interface Cluster {
  /** The context's name in that configuration. */
  context: string;
  namespace: string;
  /** The address of the API server: `https://192.168.49.2:8443`. */
  server: string;
}

/** A cluster far away may be slow, but one that says nothing for so long is not there. */
const TIMEOUT_S = 20;

/** A call's arguments. The context is named in each, so that none goes elsewhere when somebody switches meanwhile. */
export function argumentsFor({ context, namespace }: Cluster, args: string[]): string[] {
  return [...args, '--context', context, '--namespace', namespace];
}

/** A call as it can be copied into a shell. */
export function kubectlLine(cluster: Cluster, ...args: string[]): string {
  return commandLine('kubectl', argumentsFor(cluster, args));
}

/** Runs kubectl, whatever comes of it. */
export function tryKubectl(cluster: Cluster, args: string[], options: CallOptions = {}): Promise<CallResult> {
  return call('kubectl', [...argumentsFor(cluster, args), `--request-timeout=${TIMEOUT_S}s`], options);
}

/**
 * Runs kubectl.
 * @returns its stdout
 * @throws UserError  kubectl-failed or cluster-… (exit 1) where it fails
 */
export async function kubectl(cluster: Cluster, args: string[], options: CallOptions = {}): Promise<string> {
  const { exitCode, stdout, stderr } = await tryKubectl(cluster, args, options);
  if (exitCode !== 0) throw kubectlFailed(cluster, args, stderr);
  return stdout;
}

/** `kubectl get … --output json`. @throws UserError  as kubectl does */
export async function get<Found>(cluster: Cluster, args: string[], signal?: AbortSignal): Promise<Found> {
  return JSON.parse(await kubectl(cluster, ['get', ...args, '--output', 'json'], { signal })) as Found;
}

/** The same for one object, which need not be there. */
export async function find<Found>(
  cluster: Cluster,
  args: string[],
  signal?: AbortSignal,
): Promise<Found | undefined> {
  const words = ['get', ...args, '--ignore-not-found', '--output', 'json'];
  const text = await kubectl(cluster, words, { signal });
  return text.trim() === '' ? undefined : (JSON.parse(text) as Found);
}
