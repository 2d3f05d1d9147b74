import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { readCertificates } from '../container/build-ca-file.ts';
import { UserError } from '../errors.ts';
import type { Answers, Flags } from '../interview/answers.ts';
import { modelPath } from '../interview/model-file.ts';
import type { NextStep } from '../interview/questions.ts';
import { exactCommand } from '../interview/same-command.ts';
import { changesOf, type Change } from '../project/changes.ts';
import { settleConflicts, type Policy } from '../project/conflicts.ts';
import { hashedNow } from '../project/hash-to-come.ts';
import { projectLayers, type Layer } from '../project/layers.ts';
import { readManifest, type Manifest } from '../project/manifest.ts';
import type { ChosenModel } from '../project/model.ts';
import { GOLDEN, plan } from '../project/plan.ts';
import { refuseDirty, refuseDowngrade } from '../project/updatable.ts';
import { findProject, readYoRc, type Project } from '../project/project.ts';
import { isSample } from '../interview/samples.ts';
import type { Io } from '../io.ts';
import { compareCards } from '../onnx/compare.ts';
import { ask } from './ask.ts';
import { changeNotice } from './tell-changes.ts';

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
  /** The same run as one command line, with what became of the project. */
  command: (next: NextStep) => string;
}

/**
 * The main command up to the first write: asks, looks into the model, plans, and settles every conflict.
 * @throws UserError  (exit 2) for answers or a model that cannot be used, or files in the way
 */
export async function prepare(options: CreateOptions, io: Io): Promise<Prepared> {
  const { cwd, directory } = options;
  refuseModel(directory);
  const flags = await withCaFileChecked(options.flags, cwd);
  const project = await findProject(path.resolve(cwd, directory ?? '.'));
  const { answers, model: chosen, columns } = await ask(options, project, io);
  const target = path.resolve(cwd, directory ?? (project === undefined ? answers.name : '.'));
  const isFresh = (await readdir(target).catch(() => [])).length === 0;
  const model = isFresh ? chosen : await hashedNow(chosen, modelPath(answers.model, cwd));
  const templates = templatesFrom(flags, project, { cwd, target });
  const kept = {
    ...answers,
    model: path.basename(answers.model),
    ...(templates && { templates: templates.source }),
  };
  const layers = await projectLayers(answers.with, templates);
  const files = await plan({ answers: kept, layers, yoRc: await readYoRc(target), ...model });
  const manifest = await readManifest(target);
  refuseDowngrade(target, manifest);
  const changes = await settleConflicts(
    await changesOf(target, files, manifest),
    { directory: target, policy: policyOf(flags), dryRun: flags.dryRun === true },
    io,
  );
  if (manifest !== undefined && flags.dryRun !== true && flags.allowDirty !== true)
    await refuseDirty(target, changes);
  tellKeptGolden(changes, flags, io);
  return {
    directory: target,
    answers: kept,
    flags,
    changes,
    layers,
    manifest,
    model: await withoutNeedlessCopy(model, target, io),
    command: (next) =>
      exactCommand(directory ?? (path.relative(cwd, target) || '.'), answers, {
        ...options.flags,
        ...(next !== 'neither' && { [next]: true }),
        ...(columns !== undefined && { columns }),
        // The model that a project has is not given again.
        isModelKept: model.copy === undefined,
      }),
  };
}

/** A file for the build that is not there shall not be found out about after everything is written. */
async function withCaFileChecked(flags: Flags, cwd: string): Promise<Flags> {
  if (flags.caFile === undefined) return flags;
  const caFile = path.resolve(cwd, flags.caFile);
  await readCertificates(caFile);
  return { ...flags, caFile };
}

/** The answers of an example that was given now are lost where the user has golden answers already. */
function tellKeptGolden(changes: Change[], { example }: Flags, io: Io): void {
  const isKept = changes.some(({ path: file, status }) => file === GOLDEN && status === 'kept');
  if (example === undefined || !isKept) return;
  io.say(`notice: ${GOLDEN} is yours and stays; to have the answers of ${example} instead, delete it first`);
}

function policyOf({ force, conflict }: Flags): Policy | undefined {
  return conflict ?? (force === true ? 'overwrite' : undefined);
}

/** A model where the directory stands: a mistake that is easily made. */
function refuseModel(directory = ''): void {
  if (!isSample(directory) && !directory.endsWith('.onnx')) return;
  throw new UserError({
    code: 'argument-model',
    what: `${directory} is a model, and stands where the directory does`,
    next: `give it by its flag: ml-docker --model ${directory}`,
  });
}

/** The same model is not copied a second time; of another one the recorded answers are out of date. */
async function withoutNeedlessCopy(model: ChosenModel, target: string, io: Io): Promise<ChosenModel> {
  const there = model.copy && (await findProject(target));
  if (there === undefined || !existsSync(path.join(target, 'model', 'model.onnx'))) return model;
  const { card, golden } = model;
  if (there.card.source.sha256 === card.source.sha256) return { card, ...(golden && { golden }) };
  for (const line of changeNotice(compareCards(there.card, card))) io.say(line);
  io.say('notice: test/golden.json may hold answers of the previous model; renew them: npm run record');
  return model;
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
