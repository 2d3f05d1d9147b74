import { podsOf, isReady, type Snapshot } from '../../cluster/rollout/snapshot.ts';
import { apiKeyOf } from '../../cluster/api-key.ts';
import type { Difference } from '../../cluster/difference.ts';
import { forwarded } from '../../cluster/forward.ts';
import { kubectl, kubectlLine } from '../../cluster/kubectl.ts';
import { rememberServed } from '../../cluster/rollout/history.ts';
import type { Waiting } from '../../cluster/rollout/failure.ts';
import { waitForRollout } from '../../cluster/rollout/wait.ts';
import { linesOf } from '../../container/engine/cli.ts';
import { firstPrediction, type FirstPrediction } from '../../container/run/first-prediction.ts';
import { parseJson } from '../../json.ts';
import type { DeployResult, Job } from './job.ts';

/** A step of kubectl that changes something: printed first, with what it says. @returns the lines of that */
export async function step(
  { cluster, project, io, signal }: Job,
  args: string[],
  input?: string,
): Promise<string[]> {
  io.say(`$ ${kubectlLine(cluster, ...args)}`);
  const stdout = await kubectl(cluster, args, {
    cwd: project.directory,
    signal,
    ...(input !== undefined && { input }),
  });
  for (const line of linesOf(stdout)) io.say(line);
  return linesOf(stdout);
}

/** Applies the manifests. */
export async function apply(job: Job): Promise<void> {
  await step(job, ['apply', '-k', job.manifests.folder]);
}

/** `--dry-run` */
export function tellDifferences({ io }: Job, found: Difference[]): void {
  for (const { patch } of found) io.say(patch);
  io.say(found.length === 0 ? 'nothing would change' : 'nothing was changed: this is what would be');
}

/** Waits for a rollout; whoever leaves meanwhile is told that it goes on. */
export async function rolledOut({ cluster, io, signal }: Job, waiting: Waiting): Promise<Snapshot> {
  try {
    const snapshot = await waitForRollout(cluster, waiting, io, signal);
    await rememberServed(cluster, snapshot);
    return snapshot;
  } catch (error) {
    if (signal.aborted && signal.reason instanceof Error) {
      const status = kubectlLine(cluster, 'rollout', 'status', `deployment/${waiting.name}`);
      signal.reason.message = `stopped watching: the rollout goes on in the cluster\n  see it: ${status}\n  go back: ${waiting.back}`;
    }
    throw error;
  }
}

/** Asks one of the present pods for its first prediction, and shows it. */
export async function greet(job: Job, snapshot: Snapshot): Promise<FirstPrediction | undefined> {
  const { cluster, project, io, signal } = job;
  const pod = podsOf(snapshot).present.find(isReady);
  if (pod === undefined) return undefined;
  const apiKey = await apiKeyOf(cluster, snapshot.deployment, signal);
  const place = { pod: pod.metadata.name, port: containerPort(snapshot, project.answers.port) };
  io.say(`$ ${kubectlLine(cluster, 'port-forward', `pod/${place.pod}`, `:${place.port}`)}`);
  const asked = { card: project.card, name: project.answers.name, directory: project.directory };
  const found = await forwarded(
    cluster,
    place,
    (url) => firstPrediction(url, asked, io, { apiKey, signal }),
    signal,
  );
  if (found.rejection !== undefined) {
    io.say('notice: the model does not answer the values of the example; the service itself is well');
  }
  return found;
}

function containerPort({ deployment }: Snapshot, port: number): number {
  return deployment.spec.template.spec.containers[0]!.ports?.[0]?.containerPort ?? port;
}

/** What is the same whatever came of it. */
export function placeOf({
  cluster,
  manifests,
}: Job): Pick<DeployResult, 'context' | 'namespace' | 'deployment'> {
  const { context, namespace } = cluster;
  return { context, namespace, deployment: manifests.deployment.metadata.name };
}

/** What came of it, for programs. */
export function resultOf(
  { cluster }: Job,
  snapshot: Snapshot,
  changed: string[],
  prediction?: FirstPrediction,
): DeployResult {
  const { deployment } = snapshot;
  return {
    context: cluster.context,
    namespace: cluster.namespace,
    deployment: deployment.metadata.name,
    image: deployment.spec.template.spec.containers[0]!.image,
    ready: podsOf(snapshot).present.filter(isReady).length,
    changed,
    ...(prediction?.request !== undefined && { request: prediction.request }),
    ...(prediction?.answer !== undefined && { answer: parseJson(prediction.answer) }),
  };
}
