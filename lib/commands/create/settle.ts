import { readdir } from 'node:fs/promises';
import type { Answers, Flags } from '../../interview/answers.ts';
import { isOfConversion } from '../../convert/files.ts';
import type { Io } from '../../io/io.ts';
import type { Layer } from '../../layers/layer.ts';
import { placesOf } from '../../layers/moved.ts';
import { isOfModel } from '../../layers/paths.ts';
import { hashedNow } from '../../model/hash-to-come.ts';
import type { ChosenModel } from '../../model/model.ts';
import type { Change } from '../../project/update/changes.ts';
import { settleConflicts, type Policy } from '../../project/update/conflicts.ts';
import { renewFacts } from '../../project/exchange.ts';
import { readManifest, type Manifest } from '../../project/manifest.ts';
import { refuseInTheWay } from '../../project/model-files.ts';
import { plan } from '../../project/plan.ts';
import { modelFiles, planGivingWay, type GivingWay } from '../../project/previous.ts';
import { findProject, readYoRc } from '../../project/project.ts';
import { refuseDirty, refuseDowngrade } from '../../project/update/updatable.ts';
import { updateOf } from '../../project/update/update.ts';
import { isExchange, settleModel, tellKeptGolden } from '../model/update.ts';

/** What was asked for, in a folder that may hold a project already. */
export interface Wanted {
  /** Absolute path of the project. */
  target: string;
  answers: Answers;
  layers: Layer[];
  chosen: ChosenModel;
  /** Absolute path of the model's file. */
  source: string;
}

/** What happens to every file, nothing of it left to ask. */
export interface Settled {
  manifest: Manifest | undefined;
  /** Without `copy` where it is in place already. */
  model: ChosenModel;
  /** What becomes of the model so far, where another one comes. */
  givingWay: GivingWay | undefined;
  changes: Change[];
  /** What happens to the user's own files, which are in no manifest. */
  own: Change[];
  /** What happens to each path, the model's own first. */
  files: { path: string; from?: string; status: string }[];
}

/**
 * Holds what was asked for against what is there, and settles what only somebody can say: first whether another model
 * may come, then every conflict.
 * @throws UserError  (exit 2) where nobody can be asked, or something is in the way
 */
export async function settle(
  { target, answers, layers, chosen, source }: Wanted,
  { flags, isNamed }: { flags: Flags; isNamed: boolean },
  io: Io,
): Promise<Settled> {
  const manifest = await readManifest(target);
  refuseDowngrade(target, manifest);
  const isFresh = (await readdir(target).catch(() => [])).length === 0;
  const hashed = isFresh ? chosen : await hashedNow(chosen, source);
  const project = await findProject(target);
  const model = project ? await settleModel(hashed, { project, manifest, flags, isNamed }, io) : hashed;
  if (model.copy && !isFresh) await refuseInTheWay(target, { files: model.files ?? [], source }, manifest);
  const planned = plan({ answers, layers, yoRc: await readYoRc(target), ...model });
  const isOther = project !== undefined && isExchange(project, model);
  const incoming = { copied: model.files ?? [], planned: [...planned.keys()] };
  const givingWay = isOther ? await planGivingWay(target, incoming, manifest) : undefined;
  // The files of a model are in no plan, and how it was converted only when that is done.
  const isConversion = (file: string): boolean =>
    isOfConversion(file) && model.conversion === undefined && model.card.proof !== undefined;
  const isEmitted = (file: string): boolean => planned.has(file) || isOfModel(file) || isConversion(file);
  const update = { files: planned, placeOf: placesOf(layers), isEmitted };
  const found = await updateOf(target, update, manifest);
  const renewed = isOther ? await renewFacts(project, found, model.golden) : { changes: found, own: [] };
  const { own } = renewed;
  const dryRun = flags.dryRun === true;
  const settling = { directory: target, policy: policyOf(flags), dryRun };
  const changes = await settleConflicts(renewed.changes, settling, io);
  if (manifest !== undefined && !dryRun && flags.allowDirty !== true)
    await refuseDirty(target, [...changes, ...own]);
  tellKeptGolden(changes, flags, io);
  const texts = [...changes, ...own].map(({ path, from, status }) => ({
    path,
    ...(from && { from }),
    status,
  }));
  const files = [...modelFiles(target, { ...model, givingWay }), ...texts];
  return { manifest, model, givingWay, changes, own, files };
}

function policyOf({ force, conflict }: Flags): Policy | undefined {
  return conflict ?? (force === true ? 'overwrite' : undefined);
}
