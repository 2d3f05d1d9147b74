import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Pinned } from '../container/push/compose-file.ts';
import { findImage } from '../container/engine/image.ts';
import { interruptible } from '../container/engine/interrupt.ts';
import { preflight } from '../container/preflight/preflight.ts';
import { pushImage } from '../container/push/push.ts';
import { pushTarget } from '../container/push/registry.ts';
import { UserError } from '../errors.ts';
import type { Io } from '../io/io.ts';
import { readProject, type Project } from '../project/project.ts';
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
  /** The file that has the digest now. */
  compose?: string;
}

/** The layer compose writes it. */
const COMPOSE_FILE = 'compose.yaml';

/**
 * `ml-docker push REGISTRY/NAME[:TAG]`: docker tag and docker push of the project's image.
 * @throws UserError  no project, no such place, or a compose.yaml that cannot be changed (2); no image, or a step
 *   failed (1)
 * @throws Interrupted  after Ctrl-C; the registry may have some layers, but no image of that tag
 */
export async function push(options: PushOptions, io: Io): Promise<PushResult> {
  const project = await readProject(options.directory);
  const { name } = project.answers;
  const target = pushTarget(options.reference, name);
  // Found out now: after the push it would be too late.
  if (options.compose === true) await readPinned(project, `${target.repository}@sha256:`);
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
  if (options.compose === true) await writePinned(project, pinned, io);
  return {
    engine: engine.name,
    image: `${name}:latest`,
    reference: target.reference,
    digest,
    pinned,
    bytes,
    ...(options.compose === true && { compose: COMPOSE_FILE }),
  };
}

async function readPinned({ directory, answers }: Project, image: string): Promise<Pinned> {
  const text = await readFile(path.join(directory, COMPOSE_FILE), 'utf8').catch(() => undefined);
  if (text === undefined) {
    throw new UserError({
      code: 'compose-missing',
      what: `The project has no ${COMPOSE_FILE}, so there is nowhere to write the digest`,
      next: 'bring it back from git, or leave out --compose: the digest is printed as well',
    });
  }
  const { pinImage } = await import('../container/push/compose-file.ts');
  const pinned = pinImage(text, answers.name, image);
  if (pinned !== undefined) return pinned;
  throw new UserError({
    code: 'compose-service',
    what: `${COMPOSE_FILE} has no service ${answers.name} with an image: line`,
    next: 'leave out --compose, and write the digest, which is printed, where it belongs',
  });
}

async function writePinned(project: Project, image: string, io: Io): Promise<void> {
  const { text, changes } = await readPinned(project, image);
  await io.write(path.join(project.directory, COMPOSE_FILE), text);
  io.say('');
  for (const change of changes) io.say(`${COMPOSE_FILE}: ${change}`);
}
