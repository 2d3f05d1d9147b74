import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { expect } from 'vitest';
import { emptyFolder, mlDocker } from '../cli.ts';
import { removeAll } from '../lib/container/scratch.ts';
import { bringImages, makeNamespace, within } from './cluster.ts';
import { startLoad, type Tally } from './load.ts';
import { otherModel, questions } from './questions.ts';

/** As OpenShift forces one on every pod: no user that an image could have foreseen. */
export const USER_ID = 1_000_770_000;

const TAGS = ['1.0.0', '2.0.0', 'broken'];

/**
 * A project of sample:iris with the layer kubernetes, whose images are on every node: `1.0.0`, `2.0.0` with another model, and
 * `broken` with none. Nothing is applied yet; the namespace has Pod Security `restricted`.
 * @param name of the API, the image, the namespace and all objects
 */
export async function scratchDeployment(name: string) {
  const { directory, remove: removeFolder } = await emptyFolder();
  const removeNamespace = await makeNamespace(name);
  await buildImages(name, directory);
  await bringImages(...TAGS.map((tag) => `${name}:${tag}`));
  const cluster = within(name);

  /** The project's overlay with another image, that user, and what else a container is to have. */
  const overlay = async (tag: string, container: object = {}): Promise<string> => {
    const folder = path.join(directory, 'overlay');
    const spec = { securityContext: { runAsUser: USER_ID }, containers: [{ name: 'api', ...container }] };
    const patch = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name },
      spec: { template: { spec } },
    };
    const kustomization = {
      resources: ['../kubernetes'],
      images: [{ name, newTag: tag }],
      patches: [{ patch: JSON.stringify(patch) }],
    };
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'kustomization.yaml'), JSON.stringify(kustomization));
    return folder;
  };

  return {
    ...cluster,
    directory,
    overlay,
    deploy: async (tag: string, container?: object): Promise<string> =>
      cluster.run('apply', '-k', await overlay(tag, container)),
    rolledOut: () => cluster.run('rollout', 'status', `deployment/${name}`, '--timeout=100s'),
    undo: () => cluster.run('rollout', 'undo', `deployment/${name}`),
    /** `http://HOST` of the Service. */
    origin: async (): Promise<string> => `http://${(await cluster.get('service', name)).spec.clusterIP}`,
    remove: async (): Promise<void> => {
      await removeNamespace();
      for (const tag of TAGS) await execa('docker', ['rmi', '-f', `${name}:${tag}`], { reject: false });
      await removeAll(name);
      await removeFolder();
    },
  };
}

async function buildImages(name: string, directory: string): Promise<void> {
  const build = (tag: string, folder: string) =>
    execa('docker', ['build', '--tag', `${name}:${tag}`, folder]);
  const ml = async (...args: string[]): Promise<void> => {
    const { exitCode, stderr } = await mlDocker(directory, ...args, '--yes', '--skip-install');
    expect(exitCode, stderr).toBe(0);
  };
  await ml('.', '--model', 'sample:iris', '--name', name, '--with', 'kubernetes');
  await build('1.0.0', directory);
  await writeFile(path.join(directory, 'other.onnx'), await otherModel());
  await ml('model', 'other.onnx', '--force');
  await build('2.0.0', directory);
  const broken = path.join(directory, 'broken');
  await mkdir(broken);
  await writeFile(path.join(broken, 'model.onnx'), 'no model');
  await writeFile(
    path.join(broken, 'Dockerfile'),
    `FROM ${name}:1.0.0\nCOPY model.onnx /app/model/model.onnx\n`,
  );
  await build('broken', broken);
}

/**
 * What became of the requests that clients sent one after the other, by connections that they keep, while something was done:
 * none of them failed, and none had a wrong answer.
 */
export async function meanwhile(origin: string, name: string, doing: () => Promise<unknown>): Promise<Tally> {
  const load = startLoad(origin, questions(name));
  try {
    await doing();
  } finally {
    await load.stop();
  }
  const { right, wrong, failed, retries } = load.tally;
  process.stderr.write(
    `requests: ${JSON.stringify(Object.fromEntries(right))}, sent again: ${retries.length}\n`,
  );
  expect(failed).toEqual([]);
  expect(wrong).toEqual([]);
  return load.tally;
}
