import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Flags } from '../../interview/answers.ts';
import type { Io } from '../../io/io.ts';
import { parseJson } from '../../json.ts';
import type { Golden } from '../../onnx/card/card.ts';
import { compareCards } from '../../onnx/compare/compare.ts';
import type { Change } from '../../project/changes.ts';
import type { ChosenModel } from '../../model/model.ts';
import { GOLDEN } from '../../project/plan.ts';
import { findProject } from '../../project/project.ts';
import { changeNotice } from './tell-changes.ts';

/** The answers of an example that was given now are lost where the user has golden answers already. */
export function tellKeptGolden(changes: Change[], { example }: Flags, io: Io): void {
  const isKept = changes.some(({ path: file, status }) => file === GOLDEN && status === 'kept');
  if (example === undefined || !isKept) return;
  io.say(`notice: ${GOLDEN} is yours and stays; to have the answers of ${example} instead, delete it first`);
}

/** The same model is not copied a second time; of another one the recorded answers are out of date. */
export async function withoutNeedlessCopy(model: ChosenModel, target: string, io: Io): Promise<ChosenModel> {
  const there = model.copy && (await findProject(target));
  if (there === undefined || !existsSync(path.join(target, 'model', 'model.onnx'))) return model;
  const { card, golden } = model;
  if (there.card.source.sha256 === card.source.sha256) return { card, ...(golden && { golden }) };
  for (const line of changeNotice(compareCards(there.card, card))) io.say(line);
  await tellStaleGolden(target, card.source.sha256, io);
  return model;
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
