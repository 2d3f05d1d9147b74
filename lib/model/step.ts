import { readFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors.ts';
import type { Io } from '../io/io.ts';
import { expandHome } from '../io/pasted-path.ts';
import { lineWidth, wrap } from '../io/wrap.ts';
import { packageRoot } from '../package.ts';
import { preprocessFile, type PreprocessFile } from '../preprocess/file.ts';
import type { FoundStep } from '../preprocess/find.ts';
import type { PresetName } from '../preprocess/pictures/presets.ts';
import type { Preprocess } from '../preprocess/preprocess.ts';
import { readLabels, readSaid, type SaidFlags } from '../preprocess/said.ts';
import { sha256OfFile } from '../sha256.ts';
import type { ChosenModel } from './model.ts';

/** Where what comes before and after a model is said, and what a project has so far. */
export interface StepSources {
  flags: SaidFlags & { example?: string };
  cwd: string;
  before?: { directory: string; preprocess?: PreprocessFile; hasOwnStep?: true } | undefined;
}

/** A picture to try a service with, where nobody has given one. */
const PICTURE = path.join(packageRoot, 'samples', 'shapes', 'shapes.png');
const TEXT = 'This is an example.';

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

function askPreparation(likely: PresetName | undefined, io: Io): Promise<PresetName | 'none'> {
  return io.ask<PresetName | 'none'>({
    name: 'preprocess',
    type: 'select',
    message: 'How were its pictures prepared?',
    default: likely ?? 'imagenet',
    choices: [
      { name: 'as photographs for ImageNet   (torchvision, timm)', value: 'imagenet' },
      { name: '0 to 1                        (pixels divided by 255)', value: 'unit' },
      { name: '-1 to 1', value: 'signed' },
      { name: '0 to 255                      (pixels as they are)', value: 'raw' },
      { name: 'leave it to me                (the service takes tensors)', value: 'none' },
    ],
  });
}

function needsNames({ output }: Preprocess): boolean {
  return (output.kind === 'classes' || output.kind === 'boxes') && output.labels === undefined;
}

function askLabels(find: () => FoundStep | undefined, said: SaidFlags, cwd: string, io: Io): Promise<string> {
  return io.ask<string>({
    name: 'labels',
    type: 'input',
    message: 'Names of its classes? (a file with one in each line; Enter for numbers)',
    default: '',
    validate(answer) {
      if (answer === '') return true;
      try {
        readLabels(answer, cwd);
        said.labels = answer;
        find();
        return true;
      } catch (error) {
        if (error instanceof UserError) return [error.message, ...error.next].join('\n');
        throw error;
      } finally {
        delete said.labels;
      }
    },
  });
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

function tell({ told, settings }: FoundStep, io: Io): void {
  for (const line of told) sayWrapped(line, io);
  if (settings.guessed) sayWrapped(GUESSED[settings.step], io);
}

const GUESSED = {
  image:
    'notice: nothing says how its pictures were prepared, so this is a guess. Where answers are wrong, say it: --preprocess imagenet, unit, signed, raw, or a FILE',
  text: 'notice: nothing says what its outputs mean, so this is a guess. Where answers are wrong, say it in model/preprocess.json, or give --labels FILE',
};

function advise({ adviceOnStep }: ChosenModel, io: Io): void {
  const [what, ...how] = adviceOnStep?.() ?? [];
  if (what === undefined) return;
  sayWrapped(`notice: ${what}`, io);
  for (const line of how) io.say(`  ${line}`);
}

function sayWrapped(text: string, io: Io): void {
  for (const part of wrap(text.split(' '), lineWidth(), '', '  ')) io.say(part);
}

/** Whether an example is a picture or a text, and not a request. */
export function isOfStep(example: string | undefined): boolean {
  return example !== undefined && (PICTURES.test(example) || TEXTS.test(example));
}

const PICTURES = /\.(png|jpe?g|webp|gif|bmp|tiff?|avif)$/i;
const TEXTS = /\.txt$/i;

/** An example that somebody has given, or one that is made up. */
function withExample(found: FoundStep, given: string | undefined, cwd: string): FoundStep {
  const { settings, files } = found;
  const isPicture = given !== undefined && PICTURES.test(given);
  const file = given === undefined ? undefined : path.resolve(cwd, expandHome(given));
  if (settings.step === 'image') {
    if (settings.example !== undefined && !isPicture) return found;
    const source = isPicture ? file! : PICTURE;
    const example = `example${path.extname(source).toLowerCase()}`;
    return {
      ...found,
      settings: { ...settings, example },
      files: { ...files, [`model/${example}`]: source },
    };
  }
  const text = given !== undefined && TEXTS.test(given) ? readFileSync(file!, 'utf8').trim() : undefined;
  return { ...found, settings: { ...settings, example: text ?? settings.example ?? TEXT } };
}

function withStep(model: ChosenModel, { settings, files }: FoundStep): ChosenModel {
  const { copy } = model;
  return {
    ...model,
    preprocess: preprocessFile(settings),
    files: [...(model.files ?? []), ...Object.keys(files)],
    ...(copy && {
      async copy(directory: string) {
        const copied = await copy(directory);
        const hashes: Record<string, string> = {};
        for (const [emitted, source] of Object.entries(files)) {
          const target = path.join(directory, ...emitted.split('/'));
          await copyFile(source, target);
          hashes[emitted] = await sha256OfFile(target);
        }
        return { ...copied, files: { ...copied.files, ...hashes } };
      },
    }),
  };
}

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
    next: 'leave the flag away; ml-docker inspect FILE shows what the model takes',
  });
}
