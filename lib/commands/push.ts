import { findImage } from '../container/engine/image.ts';
import { interruptible } from '../container/engine/interrupt.ts';
import { preflight } from '../container/preflight/preflight.ts';
import { pushImage } from '../container/push/push.ts';
import { pushTarget } from '../container/push/registry.ts';
import type { Io } from '../io/io.ts';
import { readProject } from '../project/project.ts';
import { composeFile, kustomizationFile, readPinned, writePinned } from './pinned-files.ts';
import { subjectOf } from './preflight-subject.ts';
import { tellOutdated } from './tell-outdated.ts';

export interface PushOptions {
  /** The project's folder, absolute. */
  directory: string;
  /** REGISTRY/NAME[:TAG] */
  reference: string | undefined;
  /** docker or podman; the first one that answers where it is absent. */
  engine?: string;
  /** Writes the digest into compose.yaml. */
  compose?: boolean;
  /** Writes registry and digest into kubernetes/kustomization.yaml. */
  kubernetes?: boolean;
}

export interface PushResult {
  engine: string;
  /** `NAME:latest`, the image that was pushed. */
  image: string;
  /** REGISTRY/NAME:TAG */
  reference: string;
  /** `sha256:…`, what the registry knows it by. */
  digest: string;
  /** REGISTRY/NAME@sha256:…: this very image, whatever becomes of the tag. */
  pinned: string;
  /** As the engine counts: all layers, unpacked. */
  bytes: number;
  /** The files that have the digest now. */
  compose?: string;
  kubernetes?: string;
}

/**
 * `ml-docker push REGISTRY/NAME[:TAG]`: docker tag and docker push of the project's image.
 * @throws UserError  no project, no such place, or a file that cannot be changed (2); no image, or a step
 *   failed (1)
 * @throws Interrupted  after Ctrl-C; the registry may have some layers, but no image of that tag
 */
export async function push(options: PushOptions, io: Io): Promise<PushResult> {
  const project = await readProject(options.directory);
  const { name } = project.answers;
  const target = pushTarget(options.reference, name);
  // Found out now: after the push it would be too late.
  const files = [
    ...(options.compose === true ? [composeFile] : []),
    ...(options.kubernetes === true ? [kustomizationFile] : []),
  ];
  for (const file of files) await readPinned(project, file, { ...target, digest: 'sha256:' });
  const subject = { engine: options.engine, project: await subjectOf(project) };
  const { engine, digest, bytes } = await interruptible(async (signal) => {
    const found = await preflight('push', subject, io, signal);
    const image = await findImage(found, name, signal);
    if (image !== undefined) await tellOutdated(image, project, `ml-docker push ${options.reference}`, io);
    const pushed = await pushImage(found, { name, target }, io, signal);
    return { engine: found, digest: pushed, bytes: image!.bytes };
  });
  const pinned = `${target.repository}@${digest}`;
  io.say('');
  io.say(`${name}:latest is ${target.reference} now, with the digest`);
  io.say(`  ${digest}`);
  io.say('This very image, on any machine and whatever becomes of the tag:');
  io.say(`  ${engine.command} pull ${pinned}`);
  const { port } = project.answers;
  io.say(`  ${engine.command} run -d --init --name ${name} -p ${port}:${port} ${pinned}`);
  for (const file of files) await writePinned(project, file, { ...target, digest }, io);
  if (options.kubernetes === true) io.say('To have it in the cluster: ml-docker deploy');
  return {
    engine: engine.name,
    image: `${name}:latest`,
    reference: target.reference,
    digest,
    pinned,
    bytes,
    ...(options.compose === true && { compose: composeFile.path }),
    ...(options.kubernetes === true && { kubernetes: kustomizationFile.path }),
  };
}
