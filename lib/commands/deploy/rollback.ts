import { UserError } from '../../errors.ts';
import { canaryName, replicasBefore } from '../../cluster/canary.ts';
import { find } from '../../cluster/kubectl.ts';
import type { Deployment } from '../../cluster/objects.ts';
import { revisionBefore, revisionOf } from '../../cluster/rollout/history.ts';
import { look } from '../../cluster/rollout/snapshot.ts';
import { confirm, type DeployResult, type Job } from './job.ts';
import { nextSteps } from './next-steps.ts';
import { sizedAsBefore } from './size.ts';
import { greet, resultOf, rolledOut, step } from './steps.ts';

/** `--rollback`: ends the new version that is being tried; where none is, the version before comes back. */
export async function rollBack(job: Job): Promise<DeployResult> {
  const { cluster, manifests, signal } = job;
  const { name } = manifests.deployment.metadata;
  const canary = await find<Deployment>(cluster, ['deployment', canaryName(name)], signal);
  if (canary !== undefined) return endCanary(job, canary);
  const stable = await find<Deployment>(cluster, ['deployment', name], signal);
  if (stable === undefined) throw nothingThere(name);
  return undo(job, name);
}

async function endCanary(job: Job, canary: Deployment): Promise<DeployResult> {
  const { cluster, manifests, options, io, signal } = job;
  const { name } = manifests.deployment.metadata;
  const tried = canary.spec.template.spec.containers[0]!.image;
  if (options.dryRun === true) {
    io.say(`${canary.metadata.name} (${tried}) would be removed`);
    return resultOf(job, await look(cluster, name, signal), []);
  }
  await confirm(job, `end the trial of ${tried}`);
  await step(job, ['delete', 'deployment', canary.metadata.name]);
  await sizedAsBefore(job, name, replicasBefore(canary));
  const snapshot = await rolledOut(job, { name, back: 'kubectl rollout undo' });
  tellFiles(job, snapshot.deployment);
  for (const line of nextSteps(job, snapshot)) io.say(line);
  return resultOf(job, snapshot, [`Deployment/${canary.metadata.name}`]);
}

async function undo(job: Job, name: string): Promise<DeployResult> {
  const { cluster, options, io, signal } = job;
  const now = await look(cluster, name, signal);
  const before = revisionBefore(now);
  if (before === undefined) throw noneBefore(name);
  const [present, earlier] = [now.deployment, before].map(
    ({ spec }) => spec.template.spec.containers[0]!.image,
  );
  if (options.dryRun === true) {
    io.say(`the pods of ${name} would be of ${earlier} again; they are of ${present}`);
    return resultOf(job, now, []);
  }
  await confirm(job, `go back from ${present} to ${earlier}`);
  await step(job, ['rollout', 'undo', `deployment/${name}`, `--to-revision=${revisionOf(before)}`]);
  const snapshot = await rolledOut(job, { name, back: `kubectl rollout undo deployment/${name}` });
  const prediction = await greet(job, snapshot);
  tellFiles(job, snapshot.deployment);
  for (const line of nextSteps(job, snapshot)) io.say(line);
  return resultOf(job, snapshot, [`Deployment/${name}`], prediction);
}

/** The next deploy follows the files, so they have to go back as well. */
function tellFiles({ manifests, io }: Job, { spec }: Deployment): void {
  const image = spec.template.spec.containers[0]!.image;
  if (image === manifests.image) return;
  io.say(`notice: ${manifests.folder}/kustomization.yaml still names ${manifests.image}`);
  io.say(`  to have it name what runs: git checkout ${manifests.folder}/kustomization.yaml`);
  io.say('  and the model of before is in model/previous/');
}

function nothingThere(name: string): UserError {
  return new UserError({
    code: 'not-deployed',
    what: `There is no ${name} in the cluster, so nothing can go back`,
    next: 'see where it is: kubectl get deployments --all-namespaces',
    exitCode: 1,
  });
}

function noneBefore(name: string): UserError {
  return new UserError({
    code: 'rollback-none',
    what: `The cluster remembers no version of ${name} before the present one`,
    next: 'deploy one: name its image in kubernetes/kustomization.yaml, then: ml-docker deploy',
    exitCode: 1,
  });
}
