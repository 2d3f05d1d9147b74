import { statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { readCertificates } from '../../container/build/ca-file.ts';
import { UserError } from '../../errors.ts';
import type { Answers, Flags } from '../../interview/answers.ts';
import { modelPath } from '../../model/file.ts';
import type { NextStep } from '../../interview/questions.ts';
import { exactCommand } from '../../project/same-command.ts';
import { isSample } from '../../model/samples.ts';
import { requireTrust } from '../../layers/consent.ts';
import { openLayers } from '../../layers/open.ts';
import { noticesOfMoved, placesOf } from '../../layers/moved.ts';
import { isOfModel } from '../../layers/paths.ts';
import { questionsOf } from '../../layers/questions.ts';
import type { Change } from '../../project/changes.ts';
import { updateOf } from '../../project/update.ts';
import { settleConflicts, type Policy } from '../../project/conflicts.ts';
import { hashedNow } from '../../model/hash-to-come.ts';
import type { Layer } from '../../layers/layer.ts';
import { readManifest, type Manifest } from '../../project/manifest.ts';
import type { ChosenModel } from '../../model/model.ts';
import { plan } from '../../project/plan.ts';
import { refuseInTheWay } from '../../project/model-files.ts';
import { refuseDirty, refuseDowngrade } from '../../project/updatable.ts';
import { findProject, readYoRc, type Project } from '../../project/project.ts';
import type { Io } from '../../io/io.ts';
import { pastedPath } from '../../io/pasted-path.ts';
import { ask } from './ask.ts';
import { refuseStray, remember, wantedLayers } from '../layers.ts';
import { tellKeptGolden, withoutNeedlessCopy } from '../model/update.ts';

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
  layers: Manifest['layers'];
  manifest: Manifest | undefined;
  model: ChosenModel;
  /** The same run as one command line, with what became of the project. */
  command: (next: NextStep) => string;
}

/**
 * The main command up to the first write: asks, looks into the model, plans, and settles every conflict.
 * @throws UserError  (exit 2) for answers or a model that cannot be used, or files in the way
 */
export async function prepare(typed: CreateOptions, io: Io): Promise<Prepared> {
  const options = withModelByFlag(typed);
  const { cwd, directory } = options;
  const flags = await withCaFileChecked(options.flags, cwd);
  const here = path.resolve(cwd, directory ?? '.');
  const project = await findProject(here);
  const place = {
    cwd,
    directory: directory === undefined && project === undefined ? undefined : here,
    project,
    manifest: project && (await readManifest(here)),
  };
  const opened = await openLayers(wantedLayers(flags, place));
  try {
    await requireTrust(opened.own, { directory: place.directory, trust: flags.trust === true }, io);
    return await prepareWith(opened.layers, options, { project, flags, io });
  } finally {
    await opened.close();
  }
}

async function prepareWith(
  layers: Layer[],
  options: CreateOptions,
  { project, flags, io }: { project: Project | undefined; flags: Flags; io: Io },
): Promise<Prepared> {
  const { cwd, directory } = options;
  const questions = questionsOf(layers);
  refuseStray(flags, questions);
  for (const line of noticesOfMoved(layers)) io.say(line);
  const { answers, model: chosen, columns } = await ask(options, { project, questions }, io);
  const target = path.resolve(cwd, directory ?? (project === undefined ? answers.name : '.'));
  const isFresh = (await readdir(target).catch(() => [])).length === 0;
  const model = isFresh ? chosen : await hashedNow(chosen, modelPath(answers.model, cwd));
  const { kept, recorded } = remember(answers, layers, target);
  const files = await plan({ answers: kept, layers, yoRc: await readYoRc(target), ...model });
  const manifest = await readManifest(target);
  refuseDowngrade(target, manifest);
  const needed = await withoutNeedlessCopy(model, target, io);
  const source = modelPath(answers.model, cwd);
  if (needed.copy && !isFresh) await refuseInTheWay(target, { files: needed.files ?? [], source }, manifest);
  // Of a model that stays, the weights are in the manifest, and in no plan.
  const isEmitted = (file: string): boolean =>
    files.has(file) || (isOfModel(file) && (needed.copy ? needed.files!.includes(file) : true));
  const changes = await settleConflicts(
    await updateOf(target, { files, placeOf: placesOf(layers), isEmitted }, manifest),
    { directory: target, policy: policyOf(flags), dryRun: flags.dryRun === true },
    io,
  );
  if (manifest !== undefined && flags.dryRun !== true && flags.allowDirty !== true)
    await refuseDirty(target, changes);
  tellKeptGolden(changes, flags, io);
  const given = { ...answers };
  // What the project remembers is not given again; the flag itself is.
  delete given.templates;
  return {
    directory: target,
    answers: kept,
    flags,
    changes,
    layers: recorded,
    manifest,
    model: needed,
    command: (next) =>
      exactCommand(
        directory ?? (path.relative(cwd, target) || '.'),
        given,
        {
          ...options.flags,
          ...(next !== 'neither' && { [next]: true }),
          ...(columns !== undefined && { columns }),
          // The model that a project has is not given again.
          isModelKept: model.copy === undefined,
        },
        questions,
      ),
  };
}

/** A file for the build that is not there shall not be found out about after everything is written. */
async function withCaFileChecked(flags: Flags, cwd: string): Promise<Flags> {
  if (flags.caFile === undefined) return flags;
  const caFile = path.resolve(cwd, flags.caFile);
  await readCertificates(caFile);
  return { ...flags, caFile };
}

function policyOf({ force, conflict }: Flags): Policy | undefined {
  return conflict ?? (force === true ? 'overwrite' : undefined);
}

/**
 * `ml-docker student.onnx` means `--model student.onnx`.
 * @throws UserError  argument-model, where --model names one as well
 */
function withModelByFlag({ directory, ...options }: CreateOptions): CreateOptions {
  if (directory === undefined) return options;
  if (!isModel(directory, options.cwd)) return { ...options, directory };
  const { model } = options.flags;
  if (model === undefined) return { ...options, flags: { ...options.flags, model: directory } };
  throw new UserError({
    code: 'argument-model',
    what: `${directory} is a model, and stands where the directory does`,
    where: `--model ${model}`,
    next: 'leave out one of the two; a directory may stand there: ml-docker studentapi --model FILE',
  });
}

/** A sample, a file, or what is called like a model and is not there. */
function isModel(typed: string, cwd: string): boolean {
  if (isSample(typed)) return true;
  const found = statSync(path.resolve(cwd, pastedPath(typed, cwd)), { throwIfNoEntry: false });
  return found?.isFile() ?? (found === undefined && /\.onnx['"]?\s*$/i.test(typed));
}
