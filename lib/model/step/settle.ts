import path from 'node:path';
import { UserError } from '../../errors.ts';
import type { Io } from '../../io/io.ts';
import type { PreprocessFile } from '../../preprocess/file.ts';
import type { FoundStep } from '../../preprocess/find.ts';
import type { Preprocess } from '../../preprocess/preprocess.ts';
import { readSaid, type SaidFlags } from '../../preprocess/said.ts';
import type { ChosenModel } from '../model.ts';
import { askLabels, askPreparation, needsNames } from './ask.ts';
import { withExample } from './example.ts';
import { advise, tell } from './tell.ts';
import { withStep } from './with-step.ts';

/** Where what comes before and after a model is said, and what a project has so far. */
export interface StepSources {
  flags: SaidFlags & { example?: string };
  cwd: string;
  before?: { directory: string; preprocess?: PreprocessFile; hasOwnStep?: true } | undefined;
}

/**
 * Gives a model that takes pictures or texts what comes before it and after it. Asks only where nothing tells it.
 * @returns the model, and the flags that say the same
 * @throws UserError  for flags that do not fit the model
 */
export async function settleStep(
  model: ChosenModel,
  { flags, cwd, before }: StepSources,
  io: Io,
): Promise<{ model: ChosenModel; said: SaidFlags }> {
  const { preprocess, labels, tokenizer } = flags;
  const said: SaidFlags = {
    ...(preprocess !== undefined && { preprocess }),
    ...(labels !== undefined && { labels }),
    ...(tokenizer !== undefined && { tokenizer }),
  };
  const { findStep } = model;
  if (findStep && before?.hasOwnStep && Object.keys(said).length === 0) {
    io.say('model/preprocess.json names a step of your own, which stays');
    return { model, said };
  }
  const find = (): FoundStep | undefined => findStep?.(readSaid(said, cwd));
  let found = find();
  if (found === undefined) {
    if (findStep !== undefined) refuseUnused(said);
    if (said.tokenizer !== 'none' && said.preprocess !== 'none') advise(model, io);
    return { model: withoutStep(model), said };
  }
  const inherited = inherit(found, said, before);
  if (inherited) {
    io.say('how a picture or a text becomes its input stays as it was: model/preprocess.json');
    return { model: withStep(model, inherited), said };
  }
  if (io.interactive && found.settings.step === 'image' && found.settings.guessed) {
    said.preprocess = await askPreparation(found.guess, io);
    found = find();
  }
  if (found && io.interactive && needsNames(found.settings) && said.labels === undefined) {
    const answer = await askLabels(find, said, cwd, io);
    if (answer !== '') said.labels = answer;
    found = find();
  }
  if (found === undefined) return { model: withoutStep(model), said };
  tell(found, io);
  // The right answers that a sample has are those to its own preparation, with its own names.
  const prepared = Object.keys(said).length > 0 ? withoutStep(model) : model;
  return { model: withStep(prepared, withExample(found, flags.example, cwd)), said };
}

/** A model with what is found of it, where nobody says anything. */
export function withFoundStep(model: ChosenModel): ChosenModel {
  const found = model.findStep?.({});
  return found ? withStep(model, withExample(found, undefined, '.')) : model;
}

/** Of right answers, those to tensors and rows stay. */
function withoutStep({ golden, ...model }: ChosenModel): ChosenModel {
  const isOfTensors = golden?.cases.every(({ request }) => 'inputs' in request || 'rows' in request);
  return { ...model, ...(golden && isOfTensors && { golden }) };
}

/** What somebody has settled before for the same input is better than a guess. */
function inherit(found: FoundStep, said: SaidFlags, before: StepSources['before']): FoundStep | undefined {
  if (before?.preprocess?.step !== found.settings.step || !found.settings.guessed) return undefined;
  if (said.preprocess !== undefined || said.labels !== undefined) return undefined;
  const settings = JSON.parse(before.preprocess.text) as Preprocess;
  const isSame = JSON.stringify(inputsOf(settings)) === JSON.stringify(inputsOf(found.settings));
  if (!isSame) return undefined;
  const names = settings.step === 'text' ? [settings.tokenizer] : settings.example ? [settings.example] : [];
  const files = names.map((name) => [`model/${name}`, path.join(before.directory, 'model', name)]);
  return { settings, files: Object.fromEntries(files) as Record<string, string>, told: [] };
}

const inputsOf = (settings: Preprocess): unknown =>
  settings.step === 'image' ? [settings.input, settings.layout] : settings.inputs;

/** A flag for pictures or texts, and a model that takes neither. */
function refuseUnused({ preprocess, labels, tokenizer }: SaidFlags): void {
  const flag = [
    preprocess !== undefined && preprocess !== 'none' && '--preprocess',
    labels !== undefined && preprocess !== 'none' && tokenizer !== 'none' && '--labels',
    tokenizer !== undefined && tokenizer !== 'none' && '--tokenizer',
  ].find((one) => one !== false);
  if (flag === undefined) return;
  throw new UserError({
    code: 'no-step',
    what: `${flag} is for models that take ${flag === '--tokenizer' ? 'token ids' : 'pictures or texts'}, and this one does not`,
    where: flag,
    next: 'leave the flag out; ml-docker inspect FILE shows what the model takes',
  });
}
