import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { UserError } from '../errors.ts';
import { call, commandLine, linesOf } from '../container/engine/cli.ts';
import type { Autoscaler, Deployment, KubeObject } from './objects.ts';

/** The folder of a project that is applied, where no other one is named. */
export const MANIFESTS = 'kubernetes';

/** What a kustomization comes to. */
export interface Manifests {
  /** The folder it stands in, as it is typed from the project's folder. */
  folder: string;
  objects: KubeObject[];
  /** The one Deployment among them. */
  deployment: Deployment;
  autoscaler: Autoscaler | undefined;
  /** What the first container of its pods is made from. */
  image: string;
}

/** @throws UserError  manifests-missing (exit 2) where a project has no such folder */
export function requireManifests(directory: string, folder: string): void {
  if (!existsSync(path.join(directory, folder))) throw missing(folder);
}

/**
 * Joins a project's manifests, as `kubectl apply -k` does, without a cluster.
 * @param directory  the project's folder
 * @param folder  of the kustomization, from there
 * @throws UserError  manifests-unreadable, manifests-deployment (exit 1)
 */
export async function readManifests(
  directory: string,
  folder: string,
  signal?: AbortSignal,
): Promise<Manifests> {
  const args = ['kustomize', folder];
  const { exitCode, stdout, stderr } = await call('kubectl', args, { cwd: directory, signal });
  if (exitCode !== 0) {
    throw new UserError({
      code: 'manifests-unreadable',
      what: `The manifests in ${folder}/ cannot be joined`,
      where: commandLine('kubectl', args),
      details: linesOf(stderr).slice(0, 6),
      next: 'correct what the lines above name, or bring the file back from git',
      exitCode: 1,
    });
  }
  const objects = parseAllDocuments(stdout).map((document) => document.toJS() as KubeObject);
  const deployments = objects.filter(({ kind }) => kind === 'Deployment') as Deployment[];
  const [deployment] = deployments;
  if (deployment === undefined || deployments.length > 1) throw notOneDeployment(folder, deployments.length);
  const autoscaler = objects.find(({ kind }) => kind === 'HorizontalPodAutoscaler') as Autoscaler | undefined;
  return {
    folder,
    objects,
    deployment,
    autoscaler,
    image: deployment.spec.template.spec.containers[0]!.image,
  };
}

function missing(folder: string): UserError {
  return new UserError({
    code: 'manifests-missing',
    what: `The project has no folder ${folder}/ with manifests for Kubernetes`,
    next:
      folder === MANIFESTS
        ? 'add the layer: ml-docker . --with compose,kubernetes'
        : 'give a folder that has a kustomization.yaml: --overlay kubernetes',
  });
}

function notOneDeployment(folder: string, count: number): UserError {
  return new UserError({
    code: 'manifests-deployment',
    what: `${folder}/ has ${count === 0 ? 'no Deployment' : `${count} Deployments`}, and ml-docker deploy follows one`,
    next: `apply it by yourself: kubectl apply -k ${folder}`,
    exitCode: 1,
  });
}
