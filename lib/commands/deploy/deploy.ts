import { UserError } from '../../errors.ts';
import { canaryName } from '../../cluster/canary.ts';
import { findCluster } from '../../cluster/context.ts';
import { differences } from '../../cluster/difference.ts';
import { find } from '../../cluster/kubectl.ts';
import { MANIFESTS, readManifests, requireManifests } from '../../cluster/manifests.ts';
import type { Deployment } from '../../cluster/objects.ts';
import { preflight, type Passed } from '../../cluster/preflight.ts';
import { interruptible } from '../../container/engine/interrupt.ts';
import type { Io } from '../../io/io.ts';
import { readProject } from '../../project/project.ts';
import { promote, startCanary } from './canary.ts';
import { confirm, type DeployOptions, type DeployResult, type Job, typed } from './job.ts';
import { nextSteps } from './next-steps.ts';
import { rollBack } from './rollback.ts';
import { apply, greet, placeOf, resultOf, rolledOut, tellDifferences } from './steps.ts';

/**
 * `ml-docker deploy`: applies a project's manifests to a cluster, waits until the new pods serve, and asks one of them for
 * a first prediction; or tries the new version beside the present one, makes it the one for all, or goes back.
 * @throws UserError  no project, no manifests, no such context, flags that cannot be used together (2); something in the
 *   way, or a rollout that failed (1)
 * @throws Interrupted  after Ctrl-C; what was applied stays, and no port is forwarded any more
 */
export async function deploy(options: DeployOptions, io: Io): Promise<DeployResult> {
  checkTogether(options);
  const project = await readProject(options.directory);
  const folder = options.overlay ?? MANIFESTS;
  requireManifests(project.directory, folder);
  return interruptible(async (signal) => {
    const cluster = await findCluster(options, signal);
    const manifests = await readManifests(project.directory, folder, signal);
    io.say(`context ${cluster.context}, namespace ${cluster.namespace}, at ${cluster.server}`);
    const job: Job = { options, project, cluster, manifests, io, signal };
    if (options.rollback === true) return rollBack(job);
    io.redraw?.('asking the cluster …');
    const passed = await preflight(cluster, { directory: project.directory, manifests }, io, signal).finally(
      () => io.redraw?.(''),
    );
    if (options.canary !== undefined) return startCanary(job, passed.there, options.canary);
    if (options.promote === true) return promote(job);
    return deployAll(job, passed);
  });
}

/** Every pod is to be of what the manifests say now. */
async function deployAll(job: Job, { there, planned }: Passed): Promise<DeployResult> {
  const { cluster, manifests, options, signal, io } = job;
  const { name } = manifests.deployment.metadata;
  const canary = await find<Deployment>(cluster, ['deployment', canaryName(name)], signal);
  if (canary !== undefined) throw canaryRuns(job, name);
  const found = await differences(cluster, planned, signal);
  const changed = found.map(({ place }) => place);
  if (options.dryRun === true) {
    tellDifferences(job, found);
    return { ...placeOf(job), image: manifests.image, ready: 0, changed };
  }
  if (changed.length > 0) {
    await confirm(job, `${there === undefined ? 'deploy' : 'roll out'} ${manifests.image}`);
    await apply(job);
  } else {
    io.say('nothing has changed since the last time; a new model or an edit comes there by');
    io.say('  ml-docker build, then: ml-docker push REGISTRY/NAME:TAG --kubernetes');
  }
  const snapshot = await rolledOut(job, { name, back: typed(job, '--rollback') });
  const prediction = await greet(job, snapshot);
  for (const line of nextSteps(job, snapshot)) io.say(line);
  return resultOf(job, snapshot, changed, prediction);
}

/** @throws UserError  flags-exclude (exit 2) */
export function checkTogether({ canary, promote: promotes = false, rollback = false }: DeployOptions): void {
  const given = [
    ...(canary === undefined ? [] : ['--canary']),
    ...(promotes ? ['--promote'] : []),
    ...(rollback ? ['--rollback'] : []),
  ];
  if (given.length < 2) return;
  throw new UserError({
    code: 'flags-exclude',
    what: `${given[0]} and ${given[1]} cannot be used together`,
    next: 'first try the new version: --canary 10; then keep it: --promote, or go back: --rollback',
  });
}

function canaryRuns(job: Job, name: string): UserError {
  return new UserError({
    code: 'canary-runs',
    what: `A new version of ${name} is being tried beside the present one`,
    next: [
      `make it the version for all: ${typed(job, '--promote')}`,
      `or end it: ${typed(job, '--rollback')}`,
    ],
    exitCode: 1,
  });
}
