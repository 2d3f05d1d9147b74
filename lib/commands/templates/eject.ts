import { existsSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../errors.ts';
import type { Flags } from '../../interview/answers.ts';
import { didYouMean } from '../../io/did-you-mean.ts';
import type { Io } from '../../io/io.ts';
import { ejectedCopy, type Copy } from '../../layers/eject.ts';
import { allBuiltIn, templatesOf, type Template } from '../../layers/list.ts';
import { openLayers, PROJECT_TEMPLATES } from '../../layers/open.ts';
import { EJECTED } from '../../layers/paths.ts';
import { isLocal } from '../../layers/source.ts';
import type { Layer } from '../../layers/layer.ts';
import { readManifest } from '../../project/manifest.ts';
import { findProject, type Project } from '../../project/project.ts';
import { wantedLayers } from '../layers.ts';

export interface EjectOptions {
  /** Absolute path of the working folder. */
  cwd: string;
  /** As `templates list` shows them, or the path of the emitted file. */
  paths: string[];
  flags: Flags;
}

/** What `templates eject --json` prints. */
export interface Ejection {
  /** Absolute path of the layer that the copies are in. */
  directory: string;
  files: { path: string; layer: string }[];
}

/** Files that no layer copies: each brings what it wants to be otherwise. */
const MERGED = ['package.json', 'package-lock.json'];

/**
 * `ml-docker templates eject PATH…`: copies templates into the project's own layer, or into the folder of `--templates`.
 * @throws UserError  (exit 2) for a path that is not a template, or is there already; nothing is written then
 */
export async function ejectTemplates({ cwd, paths, flags }: EjectOptions, io: Io): Promise<Ejection> {
  const project = await findProject(cwd);
  const directory = layerToFill(cwd, project, flags);
  if (paths.length === 0) throw nothingNamed();
  const opened = project && (await layersBelow(project, cwd));
  try {
    const layers = opened?.layers.filter((layer) => layer.source !== directory) ?? (await allBuiltIn());
    const chosen = paths.map((wanted) => find(wanted, templatesOf(layers)));
    const copies = await Promise.all(
      chosen.map(({ layer, path: file }) =>
        ejectedCopy(
          layers.find(({ name }) => name === layer)!,
          file,
        ),
      ),
    );
    refuseThere(directory, copies, flags);
    for (const { file, content, pristine } of copies) {
      await io.write(path.join(directory, ...file.split('/')), content);
      await io.write(path.join(directory, EJECTED, ...file.split('/')), pristine);
      io.say(`${path.relative(cwd, path.join(directory, ...file.split('/')))}: yours from now on`);
    }
    io.say(
      project === undefined
        ? 'A project takes them with --templates.'
        : 'The project has them after: ml-docker .',
    );
    return { directory, files: copies.map(({ file }, i) => ({ path: file, layer: chosen[i]!.layer })) };
  } finally {
    await opened?.close();
  }
}

async function layersBelow(
  project: Project,
  cwd: string,
): Promise<{ layers: Layer[]; close: () => Promise<void> }> {
  const manifest = await readManifest(cwd);
  return openLayers(wantedLayers({}, { cwd, directory: cwd, project, manifest }));
}

function layerToFill(cwd: string, project: Project | undefined, { templates }: Flags): string {
  const [source, ...others] = templates ?? [];
  if (source !== undefined && others.length === 0 && isLocal(source)) return path.resolve(cwd, source);
  if (project !== undefined && templates === undefined)
    return path.join(cwd, ...PROJECT_TEMPLATES.split('/'));
  throw new UserError({
    code: 'eject-where',
    what: 'It is not clear which folder to copy the templates into',
    where: cwd,
    next: ['in a project they go to its own layer', 'elsewhere name a folder: --templates FOLDER'],
  });
}

function find(wanted: string, all: Template[]): Template {
  const name = wanted.split(path.sep).join('/').replace(/^\.\//, '');
  if (MERGED.includes(name)) throw merged(name);
  const found = all.filter((template) => [template.path, template.path.replace(/\.ejs$/, '')].includes(name));
  const emitted = all.filter(({ target }) => target === name);
  if (found.length === 1) return found[0]!;
  if (emitted.length === 1) return emitted[0]!;
  throw new UserError({
    code: 'eject-unknown',
    what:
      emitted.length > 1
        ? `${name} is made of parts: name one of them`
        : `There is no template ${name}${didYouMean(
            name,
            all.map((template) => template.path),
          )}`,
    details: emitted.map((template) => template.path),
    next: 'see which there are: ml-docker templates list',
  });
}

function refuseThere(directory: string, copies: Copy[], { force }: Flags): void {
  const there = copies
    .map(({ file }) => file)
    .filter((file) => existsSync(path.join(directory, ...file.split('/'))));
  if (there.length === 0 || force === true) return;
  throw new UserError({
    code: 'eject-there',
    what: 'Templates are there already; nothing was written',
    where: directory,
    details: there,
    next: 'to have them anew, without your edits: add --force',
  });
}

function nothingNamed(): UserError {
  return new UserError({
    code: 'argument-missing',
    what: 'No template was named to copy',
    next: 'name one: ml-docker templates eject PATH, as ml-docker templates list shows it',
  });
}

function merged(name: string): UserError {
  return new UserError({
    code: 'eject-merged',
    what: `${name} is not copied: what a layer has of it is merged into the one below`,
    next: 'write a package.json into the layer that has only what differs; npm makes the lock',
  });
}
