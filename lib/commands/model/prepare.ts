import { existsSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../errors.ts';
import type { Flags } from '../../interview/answers.ts';
import { conversionBy } from '../../interview/conversion.ts';
import { meantModel, modelPath } from '../../model/file.ts';
import { signatureTable } from '../../model/signature-table.ts';
import type { Io } from '../../io/io.ts';
import type { SignatureChange } from '../../onnx/compare/compare.ts';
import type { Change } from '../../project/update/changes.ts';
import { settleConflicts } from '../../project/update/conflicts.ts';
import { planExchange } from '../../project/exchange.ts';
import { readManifest, type Manifest } from '../../project/manifest.ts';
import { isInPlace, refuseInTheWay } from '../../project/model-files.ts';
import { chooseModel, type ChosenModel } from '../../model/model.ts';
import { modelFiles, planGivingWay, type GivingWay } from '../../project/previous.ts';
import { readProject, type Project } from '../../project/project.ts';
import { layersOfProject } from '../layers.ts';
import { settleBreaking } from './settle-breaking.ts';
import { takeOver } from './take-over.ts';

export interface ExchangeOptions {
  /** The project's folder, absolute; relative paths start from it. */
  directory: string;
  /** A file, or `sample:NAME`. */
  model: string | undefined;
  flags: Flags;
}

/** Everything decided, nothing written. */
export interface PreparedExchange {
  project: Project;
  flags: Flags;
  manifest: Manifest | undefined;
  /** The new model; without `copy` where it is there. */
  chosen: ChosenModel;
  /** What changes for clients. */
  signatureChanges: SignatureChange[];
  /** What happens to the generator's texts. */
  changes: Change[];
  /** What happens to the user's own files, which are in no manifest. */
  own: Change[];
  /** What becomes of the model so far, where another one comes. */
  givingWay?: GivingWay | undefined;
  /** What happens to each path that is not left alone, the model's own first. */
  files: { path: string; status: string }[];
}

/**
 * `ml-docker model` up to the first write: looks into the new model, tells what changes for clients, and settles it.
 * @throws UserError  (exit 2) without a model or a project, for a model that cannot be served, or that breaks clients
 */
export async function prepareExchange(options: ExchangeOptions, io: Io): Promise<PreparedExchange> {
  const { directory, model = '', flags } = options;
  if (model === '') throw modelMissing();
  const project = await readProject(directory);
  const manifest = await readManifest(directory);
  const { chosen, signatureChanges } = await look({ directory, model, flags }, { project, manifest }, io);
  const prepared = { project, flags, manifest, chosen, signatureChanges };
  if (!isNewModel(prepared) && chosen.card === project.card && chosen.copy === undefined) {
    return { ...prepared, changes: [], own: [], files: [] };
  }
  const { card, golden, copy, exampleBytes, conversion, preprocess } = chosen;
  if (copy !== undefined)
    await refuseInTheWay(
      directory,
      { files: chosen.files ?? [], source: modelPath(model, directory) },
      manifest,
    );
  await settleBreaking(signatureChanges, { name: project.answers.name, flags }, io);
  const answers = isNewModel(prepared)
    ? { ...project.answers, model: path.basename(meantModel(model, directory)) }
    : project.answers;
  const { layers, close } = await layersOfProject(project, { manifest, trust: flags.trust === true }, io);
  const { changes, own } = await planExchange(
    project,
    { answers, card, golden, exampleBytes, conversion, preprocess, layers },
    manifest,
  ).finally(close);
  const planned = card.exampleFile ? [card.exampleFile.path] : [];
  const incoming = { copied: chosen.files ?? [], planned };
  const givingWay = isNewModel(prepared) ? await planGivingWay(directory, incoming, manifest) : undefined;
  for (const file of givingWay?.edited ?? [])
    io.say(`notice: ${file} was edited and stays; the new model has no such weights`);
  const settled = { changes: await settleTexts(changes, options, io), own, givingWay };
  const texts = [...settled.changes, ...own].filter(({ status }) => status !== 'unchanged');
  return {
    ...prepared,
    ...settled,
    files: [
      ...modelFiles(directory, { ...chosen, givingWay }),
      ...texts.map(({ path: file, status }) => ({ path: file, status })),
    ],
  };
}

/** Whether it is another file than the one that the project was made with. */
export function isNewModel({ chosen, project }: Pick<PreparedExchange, 'chosen' | 'project'>): boolean {
  return chosen.card.source.sha256 !== project.card.source.sha256;
}

/** The new model, with all that belongs to it. Of the same one, what the project knows of it is kept. */
async function look(
  { directory, model, flags }: ExchangeOptions & { model: string },
  { project, manifest }: { project: Project; manifest: Manifest | undefined },
  io: Io,
): Promise<Pick<PreparedExchange, 'chosen' | 'signatureChanges'>> {
  const found = await chooseModel(model, directory, {
    trust: flags.trustModel === true,
    convert: conversionBy(directory, flags, io, project),
  });
  const source = { flags, cwd: directory, file: modelPath(model, directory) };
  if (isNewModel({ chosen: found, project })) {
    for (const line of signatureTable(found.card)) io.say(line);
    return takeOver(project, found, source, io);
  }
  const same = { ...found, card: project.card };
  const isAsked = GIVEN.some((name) => flags[name] !== undefined);
  const { chosen, signatureChanges } = isAsked
    ? await takeOver(project, same, source, io)
    : { chosen: keptStep(same, project), signatureChanges: [] };
  const { copy, ...rest } = chosen;
  const isThere = await isInPlace(directory, chosen.files ?? [], manifest);
  return { chosen: { ...rest, ...(!isThere && copy && { copy }) }, signatureChanges };
}

/** What can be said anew of the model that a project has. */
const GIVEN = ['columns', 'example', 'preprocess', 'labels', 'tokenizer'] as const;

function keptStep({ golden: _, ...model }: ChosenModel, { preprocess }: Project): ChosenModel {
  return { ...model, ...(preprocess && { preprocess }) };
}

/** What the user edited is the user's: asked about where somebody is there, else kept. */
async function settleTexts(
  changes: Change[],
  { directory, flags }: ExchangeOptions,
  io: Io,
): Promise<Change[]> {
  const settled = io.interactive
    ? await settleConflicts(changes, { directory, dryRun: flags.dryRun === true }, io)
    : changes.map((change) =>
        change.status === 'conflict' ? { ...change, status: 'kept' as const } : change,
      );
  for (const { path: file, status } of settled) {
    const isThere = existsSync(path.join(directory, ...file.split('/')));
    if (status === 'kept' && isThere)
      io.say(`notice: ${file} was edited and stays as it is; what it shows is the previous model`);
  }
  return settled;
}

function modelMissing(): UserError {
  return new UserError({
    code: 'argument-missing',
    what: 'No new model was given',
    next: 'name one: ml-docker model FILE, or ml-docker model sample:iris',
  });
}
