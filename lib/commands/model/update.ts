import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Flags } from '../../interview/answers.ts';
import type { Io } from '../../io/io.ts';
import { parseJson } from '../../json.ts';
import { inheritColumns, inheritExample } from '../../model/inherit.ts';
import type { Card, Golden } from '../../onnx/card/card.ts';
import { compareCards } from '../../onnx/compare/compare.ts';
import type { Change } from '../../project/update/changes.ts';
import type { ChosenModel } from '../../model/model.ts';
import { withCard } from '../../model/with-card.ts';
import type { Manifest } from '../../project/manifest.ts';
import { isInPlace } from '../../project/model-files.ts';
import { GOLDEN } from '../../project/plan.ts';
import type { Project } from '../../project/project.ts';
import { settleBreaking } from './settle-breaking.ts';

/** What the main command has asked for, and the project that is in its folder already. */
export interface Update {
  project: Project;
  manifest: Manifest | undefined;
  flags: Flags;
  /** Whether names of columns were given, by flag or in the interview. */
  isNamed: boolean;
}

/**
 * Settles what the main command does to the model of a project that is there, by the rule of `ml-docker model`.
 * @returns the model with what the project knows of it; without `copy` where it is in place already
 * @throws UserError  (exit 2) where that breaks clients, and nobody says yes
 */
export async function settleModel(
  chosen: ChosenModel,
  { project, manifest, flags, isNamed }: Update,
  io: Io,
): Promise<ChosenModel> {
  const { directory, card: before } = project;
  const isNew = isExchange(project, chosen);
  const known = cardIn(project, chosen.card, isNamed || flags.example !== undefined);
  const changes = compareCards(before, known);
  const card = isNew ? inheritExample(before, known, changes) : known;
  const name = project.answers.name;
  if (isNew || changes.length > 0) await settleBreaking(changes, { name, flags }, io);
  if (isNew && chosen.golden === undefined) await tellStaleGolden(directory, card.source.sha256, io);
  const { copy, ...rest } = withCard(chosen, card);
  const isThere = !isNew && (await isInPlace(directory, chosen.files ?? [], manifest));
  return { ...rest, ...(copy && !isThere && { copy }) };
}

/** Whether it is another file than the one that the project was made with. */
export function isExchange({ card }: Project, chosen: ChosenModel): boolean {
  return card.source.sha256 !== chosen.card.source.sha256;
}

/** What the project knows of this model, or has given to the one before. */
function cardIn({ card: before }: Project, card: Card, isGiven: boolean): Card {
  const isSame = before.source.sha256 === card.source.sha256;
  return isSame && !isGiven ? before : inheritColumns(before, card);
}

/** The answers of an example that was given now are lost where the user has golden answers already. */
export function tellKeptGolden(changes: Change[], { example }: Flags, io: Io): void {
  const isKept = changes.some(({ path: file, status }) => file === GOLDEN && status === 'kept');
  if (example === undefined || !isKept) return;
  io.say(`notice: ${GOLDEN} is yours and stays; to have the answers of ${example} instead, delete it first`);
}

/** The golden answers are the user's, and stay: those of another model make `npm test` fail until they are renewed. */
async function tellStaleGolden(target: string, sha256: string, io: Io): Promise<void> {
  const text = await readFile(path.join(target, ...GOLDEN.split('/')), 'utf8').catch(() => undefined);
  if (text === undefined) return;
  const { model, source } = parseJson(text) as Partial<Golden>;
  if (model?.sha256 === sha256) return;
  // Answers from elsewhere that do not say which model they are of, it would keep.
  const how = model === undefined && source !== 'recorded' ? 'npm run record -- --force' : 'npm run record';
  io.say(`notice: ${GOLDEN} has the answers of the previous model; renew them in the project: ${how}`);
}
