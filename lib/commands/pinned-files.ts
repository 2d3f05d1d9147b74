import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Pinned } from '../container/push/compose-file.ts';
import { UserError } from '../errors.ts';
import type { Io } from '../io/io.ts';
import type { Project } from '../project/project.ts';

/** An image in a registry. */
export interface PushedImage {
  /** REGISTRY/NAME */
  repository: string;
  /** `sha256:…` */
  digest: string;
}

/** A file of a project that names the image that is to be run. */
export interface PinnedFile {
  /** From the project's folder, with `/`. */
  path: string;
  /** @returns undefined where the file has no place for it */
  pin(text: string, name: string, image: PushedImage): Promise<Pinned | undefined>;
  missing(): UserError;
  /** @param name  of the API */
  unfit(name: string): UserError;
}

/** The layer compose writes it. */
export const composeFile: PinnedFile = {
  path: 'compose.yaml',
  async pin(text, name, { repository, digest }) {
    const { pinImage } = await import('../container/push/compose-file.ts');
    return pinImage(text, name, `${repository}@${digest}`);
  },
  missing: () =>
    new UserError({
      code: 'compose-missing',
      what: 'The project has no compose.yaml, so there is nowhere to write the digest',
      next: 'bring it back from git, or leave out --compose: the digest is printed as well',
    }),
  unfit: (name) =>
    new UserError({
      code: 'compose-service',
      what: `compose.yaml has no service ${name} with an image: line`,
      next: 'leave out --compose, and write the digest, which is printed, where it belongs',
    }),
};

/** The layer kubernetes writes it. */
export const kustomizationFile: PinnedFile = {
  path: 'kubernetes/kustomization.yaml',
  async pin(text, name, image) {
    const { pinKustomization } = await import('../cluster/kustomization.ts');
    return pinKustomization(text, name, image);
  },
  missing: () =>
    new UserError({
      code: 'kustomization-missing',
      what: 'The project has no kubernetes/kustomization.yaml, so there is nowhere to write the digest',
      next: [
        'add the layer: ml-docker . --with compose,kubernetes',
        'or leave out --kubernetes: the digest is printed as well',
      ],
    }),
  unfit: (name) =>
    new UserError({
      code: 'kustomization-image',
      what: `kubernetes/kustomization.yaml has no entry of the name ${name} under images:`,
      next: 'leave out --kubernetes, and write the digest, which is printed, where it belongs',
    }),
};

/** @throws UserError  (exit 2) where the file is not there, or has no place for an image */
export async function readPinned(
  { directory, answers }: Project,
  file: PinnedFile,
  image: PushedImage,
): Promise<Pinned> {
  const text = await readFile(path.join(directory, file.path), 'utf8').catch(() => undefined);
  if (text === undefined) throw file.missing();
  const pinned = await file.pin(text, answers.name, image);
  if (pinned === undefined) throw file.unfit(answers.name);
  return pinned;
}

/** Writes the image into the file, and says what was changed. */
export async function writePinned(
  project: Project,
  file: PinnedFile,
  image: PushedImage,
  io: Io,
): Promise<void> {
  const { text, changes } = await readPinned(project, file, image);
  await io.write(path.join(project.directory, file.path), text);
  io.say('');
  for (const change of changes) io.say(`${file.path}: ${change}`);
}
