import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Answers, Flags } from '../interview/answers.ts';
import { exactCommand } from '../interview/same-command.ts';
import { interview } from '../interview/interview.ts';
import { signatureTable } from '../interview/signature-table.ts';
import { settlePort } from '../interview/taken-port.ts';
import { holdsPort } from '../container/container.ts';
import { changesOf, type Change } from '../project/changes.ts';
import { settleConflicts } from '../project/conflicts.ts';
import { projectLayers, type Layer } from '../project/layers.ts';
import { readManifest, type Manifest } from '../project/manifest.ts';
import { chooseModel, type ChosenModel } from '../project/model.ts';
import { plan } from '../project/plan.ts';
import { findProject, readYoRc, type Project } from '../project/project.ts';
import { write } from '../project/write.ts';
import { version } from '../package.ts';
import type { Io } from '../io.ts';

export interface CreateOptions {
  /** Absolute path that relative ones start from. */
  cwd: string;
  /** The project's folder as it was typed; absent: here in a project of ours, else ./NAME. */
  directory?: string;
  flags: Flags;
}

/** Everything decided, nothing written. */
export interface Prepared {
  /** Absolute path of the project. */
  directory: string;
  answers: Answers;
  flags: Flags;
  changes: Change[];
  layers: Layer[];
  manifest: Manifest | undefined;
  model: ChosenModel;
  /** The same run as one command line. */
  command: string;
}

/**
 * The main command up to the first write: asks, looks into the model, plans, and settles every conflict.
 * @throws UserError  (exit 2) for answers or a model that cannot be used, or files in the way
 */
export async function prepare(options: CreateOptions, io: Io): Promise<Prepared> {
  const { cwd, directory, flags } = options;
  const project = await findProject(path.resolve(cwd, directory ?? '.'));
  const { answers, model } = await ask(options, project, io);
  const target = path.resolve(cwd, directory ?? (project === undefined ? answers.name : '.'));
  const templates = templatesFrom(flags, project, { cwd, target });
  const kept = {
    ...answers,
    model: path.basename(answers.model),
    ...(templates && { templates: templates.source }),
  };
  const layers = await projectLayers(answers.with, templates);
  const files = await plan({ answers: kept, layers, yoRc: await readYoRc(target), ...model });
  const manifest = await readManifest(target);
  const changes = await settleConflicts(
    await changesOf(target, files, manifest),
    { directory: target, force: flags.force === true, dryRun: flags.dryRun === true },
    io,
  );
  return {
    directory: target,
    answers: kept,
    flags,
    changes,
    layers,
    manifest,
    model: await withoutNeedlessCopy(model, target, io),
    command: exactCommand(directory ?? (path.relative(cwd, target) || '.'), answers, {
      ...flags,
      // The model that a project has is not given again.
      isModelKept: model.copy === undefined,
    }),
  };
}

/** The interview, with what it finds: the model is looked into as soon as it is known. */
async function ask(
  { cwd, directory, flags }: CreateOptions,
  project: Project | undefined,
  io: Io,
): Promise<{ answers: Answers; model: ChosenModel }> {
  let model: ChosenModel | undefined;
  if (project !== undefined && flags.model === undefined) model = { card: project.card };
  const known = async (name: string, answers: Partial<Answers>): Promise<void> => {
    if (name === 'model' && model === undefined) {
      model = await chooseModel(answers.model!, cwd);
      for (const line of signatureTable(model.card)) io.say(line);
    }
    const isNews = answers.port !== project?.answers.port || flags.run === true;
    if (name === 'port' && isNews) await settle(answers as Answers, flags, io);
  };
  const answers = await interview({ cwd, directory, flags, project: project?.answers, known }, io);
  return { answers, model: model! };
}

/** The same model is not copied a second time; of another one the recorded answers are out of date. */
async function withoutNeedlessCopy(model: ChosenModel, target: string, io: Io): Promise<ChosenModel> {
  const there = model.copy && (await findProject(target));
  if (there === undefined || !existsSync(path.join(target, 'model', 'model.onnx'))) return model;
  const { card, golden } = model;
  if (there.card.source.sha256 === card.source.sha256) return { card, ...(golden && { golden }) };
  io.say('notice: test/golden.json may hold answers of the previous model; renew them: npm run record');
  return model;
}

async function settle(answers: Answers, { run = false, engine }: Flags, io: Io): Promise<void> {
  const isOurs = (): Promise<boolean> => holdsPort(answers.name, answers.port, engine);
  answers.port = await settlePort({ port: answers.port, run, isOurs }, io);
}

/** The user's own layer: by flag from the working folder, else as the project remembers it, from the project. */
function templatesFrom(
  { templates }: Flags,
  project: Project | undefined,
  { cwd, target }: { cwd: string; target: string },
): { directory: string; source: string } | undefined {
  const remembered = project?.answers.templates;
  if (templates === undefined && remembered === undefined) return undefined;
  const directory =
    templates === undefined ? path.resolve(target, remembered!) : path.resolve(cwd, templates);
  return { directory, source: path.relative(target, directory).split(path.sep).join('/') };
}

/** Writes what was prepared; shows it only, with `--dry-run`. */
export async function emit(prepared: Prepared, io: Io): Promise<void> {
  const { directory, changes, manifest, layers, model, flags } = prepared;
  for (const line of summary(prepared)) io.say(line);
  if (flags.dryRun === true) return;
  await write(
    {
      directory,
      changes,
      manifest,
      generator: version,
      layers: layers.map(({ name, source }) => ({ name, ...(source !== undefined && { source }) })),
      ...(model.copy && { model: model.copy }),
    },
    io,
  );
}

/** What a run does, one line per path that is not left alone, and one for the rest. */
function summary({ directory, changes, flags, manifest }: Prepared): string[] {
  const told = changes.filter(({ status }) => status !== 'unchanged');
  const where = path.relative(process.cwd(), directory) || '.';
  if (told.length === 0) return [`${where} is up to date: nothing to change`];
  const heading = flags.dryRun === true ? `would write ${where}/` : `writing ${where}/`;
  // Of a new project the tree says more than a list of all its files.
  const lines = manifest === undefined && flags.dryRun !== true ? [] : told;
  return [heading, ...lines.map(({ status, path: file }) => `  ${status.padEnd(8)} ${file}`)];
}
