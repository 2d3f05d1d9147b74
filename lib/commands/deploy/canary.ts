import { UserError } from '../../errors.ts';
import { canaryName, canaryOf, replicasBefore, shareOf, type Split, splitFor } from '../../cluster/canary.ts';
import { differences, objectsIn } from '../../cluster/difference.ts';
import { find, kubectl } from '../../cluster/kubectl.ts';
import type { Deployment } from '../../cluster/objects.ts';
import { confirm, type DeployResult, type Job, typed } from './job.ts';
import { nextSteps } from './next-steps.ts';
import { atLeast, sizedAsBefore } from './size.ts';
import { apply, greet, placeOf, resultOf, rolledOut, step, tellDifferences } from './steps.ts';

/**
 * `--canary PERCENT`: a second Deployment of the new version behind the same Service, and as many pods of each as give it
 * that share of the requests. The present version is left as it is.
 */
export async function startCanary(
  job: Job,
  stable: Deployment | undefined,
  percent: number,
): Promise<DeployResult> {
  const { cluster, manifests, options, io, signal } = job;
  const { name } = manifests.deployment.metadata;
  const present = stable?.spec.template.spec.containers[0]!.image;
  if (stable === undefined || present === undefined) throw nothingThere(name);
  if (present === manifests.image) throw sameImage(manifests.image);
  const running = await find<Deployment>(cluster, ['deployment', canaryName(name)], signal);
  const before = (running && replicasBefore(running)) ?? stable.spec.replicas ?? 1;
  const split = splitFor(percent, before);
  // Without pods of its own until there is room for them, but there: it keeps what --rollback needs to know.
  const canary = canaryOf(manifests.deployment, running?.spec.replicas ?? 0, before);
  const object = JSON.stringify(canary);
  tellSplit(job, split, present);
  if (options.dryRun === true) {
    const dryRun = ['apply', '-f', '-', '--dry-run=server', '--output', 'json'];
    const planned = objectsIn(await kubectl(cluster, dryRun, { input: object, signal }));
    const found = await differences(cluster, planned, signal);
    tellDifferences(job, found);
    return { ...placeOf(job), image: manifests.image, ready: 0, changed: found.map(({ place }) => place) };
  }
  await confirm(job, `try ${manifests.image} with ${shareOf(split)} of the requests`);
  const back = typed(job, '--rollback');
  await step(job, ['apply', '-f', '-'], object);
  await atLeast(job, name, split.stable);
  await rolledOut(job, { name, back, beside: before, smaller: smallerTrial(job, percent) });
  await step(job, ['scale', 'deployment', canary.metadata.name, `--replicas=${split.canary}`]);
  const snapshot = await rolledOut(job, { name: canary.metadata.name, back, beside: split.stable });
  const prediction = await greet(job, snapshot);
  for (const line of nextSteps(job, snapshot)) io.say(line);
  return resultOf(job, snapshot, [`Deployment/${canary.metadata.name}`], prediction);
}

/** A quarter takes three pods for one of the new version. */
function smallerTrial(job: Job, percent: number): string | undefined {
  return percent < 25 ? `a larger share takes fewer pods: ${typed(job, '--canary 25')}` : undefined;
}

function tellSplit({ manifests, io }: Job, split: Split, present: string): void {
  io.say(`about ${shareOf(split)} of the requests, by numbers of pods:`);
  io.say(`  ${split.stable} of the present version, ${present}`);
  io.say(`  ${split.canary} of the new one, ${manifests.image}`);
}

/** `--promote`: what the canary has is the version for all, and the canary goes. */
export async function promote(job: Job): Promise<DeployResult> {
  const { cluster, manifests, options, io, signal } = job;
  const { name } = manifests.deployment.metadata;
  const canary = await find<Deployment>(cluster, ['deployment', canaryName(name)], signal);
  if (canary === undefined) throw noCanary(job, name);
  const tried = canary.spec.template.spec.containers[0]!.image;
  if (tried !== manifests.image) throw otherImage(tried, manifests.image);
  if (options.dryRun === true) {
    io.say(`all pods of ${name} would be of ${tried}, and ${canary.metadata.name} would be removed`);
    return { ...placeOf(job), image: tried, ready: 0, changed: [] };
  }
  await confirm(job, `make ${tried} the version for all`);
  await apply(job);
  const beside = canary.spec.replicas ?? 1;
  const waiting = { name, back: typed(job, '--rollback'), beside };
  await rolledOut(job, waiting);
  await step(job, ['delete', 'deployment', canary.metadata.name]);
  await sizedAsBefore(job, name, replicasBefore(canary));
  const snapshot = await rolledOut(job, { name, back: waiting.back });
  const prediction = await greet(job, snapshot);
  for (const line of nextSteps(job, snapshot)) io.say(line);
  return resultOf(job, snapshot, [`Deployment/${name}`, `Deployment/${canary.metadata.name}`], prediction);
}

function nothingThere(name: string): UserError {
  return new UserError({
    code: 'not-deployed',
    what: `There is no ${name} in the cluster that a new version could be tried beside`,
    next: 'deploy it for all: ml-docker deploy',
    exitCode: 1,
  });
}

function sameImage(image: string): UserError {
  return new UserError({
    code: 'canary-same',
    what: `The pods in the cluster are of ${image} already, so there is nothing new to try`,
    next: [
      'a new model: ml-docker model FILE, then: ml-docker build',
      'then give the image a name of its own: ml-docker push REGISTRY/NAME:1.1.0 --kubernetes',
    ],
    exitCode: 1,
  });
}

function noCanary(job: Job, name: string): UserError {
  return new UserError({
    code: 'canary-missing',
    what: `No new version of ${name} is being tried, so there is none to promote`,
    next: [`try one: ${typed(job, '--canary 10')}`, `or roll it out for all at once: ${typed(job)}`],
    exitCode: 1,
  });
}

function otherImage(tried: string, image: string): UserError {
  return new UserError({
    code: 'canary-other',
    what: `What was tried is ${tried}, and the manifests name ${image}`,
    next: [
      'try that first: ml-docker deploy --canary 10',
      'or bring the kustomization back to what was tried: git checkout kubernetes/kustomization.yaml',
    ],
    exitCode: 1,
  });
}
