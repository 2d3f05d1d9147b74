import path from 'node:path';
import { DEFAULT_LAYERS } from '../defaults.ts';
import { runFlags } from '../interview/flags.ts';
import { interviewQuestions, type Question } from '../interview/questions.ts';
import { typedFlags } from '../interview/typed-flags.ts';
import { UserError } from '../errors.ts';
import type { Answers, Flags } from '../interview/answers.ts';
import type { Io } from '../io/io.ts';
import { requireTrust } from '../layers/consent.ts';
import { openLayers, PROJECT_TEMPLATES, recordedSource, type Opened, type Wanted } from '../layers/open.ts';
import { flagFrom, questionsOf } from '../layers/questions.ts';
import type { Layer } from '../layers/layer.ts';
import { readManifest, type Manifest } from '../project/manifest.ts';
import { findProject, type Project } from '../project/project.ts';
import type { Line } from './command.ts';

/** Which layers a run of the main command has, by its flags and the project that is there. */
export function wantedLayers(
  flags: Pick<Flags, 'with' | 'templates'>,
  { cwd, directory, project, manifest }: Place,
): Wanted {
  const pins = new Map(manifest?.layers.map(({ source, pin }) => [source, pin]));
  return {
    cwd,
    directory,
    with: flags.with ?? project?.answers.with ?? DEFAULT_LAYERS,
    step: project?.preprocess?.step,
    given: flags.templates,
    remembered: (project?.answers.templates ?? []).map((source) => {
      const pin = pins.get(source);
      return { source, ...(pin !== undefined && { pin }) };
    }),
  };
}

/** Where a run takes place. */
export interface Place {
  cwd: string;
  /** The project's folder, absolute; undefined where it is not known yet. */
  directory: string | undefined;
  project: Project | undefined;
  manifest: Manifest | undefined;
}

/** The layers that a project remembers, ready to be rendered. */
export async function layersOfProject(
  project: Project,
  { manifest, trust }: { manifest: Manifest | undefined; trust: boolean },
  io: Io,
): Promise<Opened> {
  const { directory } = project;
  const opened = await openLayers(wantedLayers({}, { cwd: directory, directory, project, manifest }));
  try {
    await requireTrust(opened.own, { directory, trust }, io);
    return opened;
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/**
 * The questions of the layers that a command line names, or that the project remembers. What stands behind a flag that
 * nobody knows yet may be its value or the directory: the project is looked for in each.
 * @throws UserError  for a source that cannot be pulled, or a layer that cannot be used (exit 2)
 */
export async function questionsOnLine({ cwd, positionals, found }: Line): Promise<Question[]> {
  // One without its value is refused later, with all other faults.
  const named = Object.entries(found).filter(
    ([flag, value]) => (flag === 'with' || flag === 'templates') && ![value].flat().includes(true),
  );
  const flags = typedFlags(Object.fromEntries(named), ['with', 'templates']);
  let [directory, project]: [string | undefined, Project | undefined] = [undefined, undefined];
  for (const place of [...positionals, '.']) {
    directory = path.resolve(cwd, place);
    project = await findProject(directory);
    if (project !== undefined) break;
  }
  const manifest = project && (await readManifest(project.directory));
  const opened = await openLayers(wantedLayers(flags, { cwd, directory, project, manifest }));
  await opened.close();
  return questionsOf(opened.layers);
}

/** The answers and layers as a project keeps them: with no absolute path. */
export function remember(
  answers: Answers,
  layers: Layer[],
  directory: string,
): { kept: Answers; recorded: Manifest['layers'] } {
  const recorded = layers.map(({ name, source, pin }) => ({
    name,
    ...(source !== undefined && { source: recordedSource(source, directory) }),
    ...(pin !== undefined && { pin }),
  }));
  const templates = recorded.flatMap(({ source = PROJECT_TEMPLATES }) =>
    source === PROJECT_TEMPLATES ? [] : [source],
  );
  const kept: Answers = { ...answers, model: path.basename(answers.model), templates };
  if (templates.length === 0) delete kept.templates;
  return { kept, recorded };
}

/** A flag of a layer that this run turns out not to have. */
export function refuseStray(flags: Flags, questions: Question[]): void {
  const known: string[] = [...interviewQuestions, ...runFlags, ...questions].map(({ name }) => name);
  const stray = Object.keys(flags).find((name) => !known.includes(name));
  if (stray === undefined) return;
  throw new UserError({
    code: 'flag',
    what: `--${flagFrom(stray)} is not a flag of this command`,
    next: 'name the project first, then its flags: ml-docker DIRECTORY --FLAG VALUE',
  });
}
