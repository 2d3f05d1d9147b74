import { UserError } from '../errors.ts';
import type { Answers } from '../interview/answers.ts';
import type { Card, Golden } from '../onnx/card/card.ts';
import { PREPROCESS } from '../layers/paths.ts';
import { renderLayers, type Files } from '../layers/render.ts';
import type { Layer } from '../layers/layer.ts';
import { renamedLock } from './package-lock.ts';
import { compactJson, formatJson } from '../json.ts';
import { MOST_IN_CARD } from '../onnx/card/example.ts';
import { elementsIn, madeUpFile } from '../onnx/card/example-file.ts';
import { mergePatch, type Json } from '../layers/package-json.ts';
import type { PreprocessFile } from '../preprocess/file.ts';
import { formatYoRc } from './project.ts';
import { variablesOf } from './variables.ts';

/** All that a project is made from. */
export interface Ingredients {
  answers: Answers;
  card: Card;
  layers: Layer[];
  /** What is known of the right answers without running the model. */
  golden?: Golden;
  /** The content of model/example.bin where somebody gave an example that is too long for the card. */
  exampleBytes?: Buffer;
  /** How a picture or a text becomes the model's input. */
  preprocess?: PreprocessFile;
  /** How the model was just converted, by emitted path. */
  conversion?: Map<string, string>;
  /** What other generators keep in the folder's .yo-rc.json. */
  yoRc?: Record<string, unknown>;
}

/** The path of test/golden.json: written once, then the user's own and in no manifest. */
export const GOLDEN = 'test/golden.json';

/**
 * Every path of a project and its content, without touching the disk; only the model itself is missing, because
 * it is copied and never read. Dry run, conflicts, manifest and update all read this same plan.
 * @throws UserError  where a layer cannot be composed
 */
export function plan({
  answers,
  card,
  layers,
  golden,
  exampleBytes,
  preprocess,
  conversion = new Map(),
  yoRc = {},
}: Ingredients): Files {
  const { name, port } = answers;
  const step = preprocess && { preprocess };
  const files = renderLayers(layers, variablesOf({ answers, card, layers, ...step }));
  change(files, 'package.json', (text) =>
    formatJson(mergePatch(JSON.parse(text) as Json, { name, config: { port } })),
  );
  change(files, 'package-lock.json', (text) => renamedLock(text, name));
  files.set('model/card.json', formatJson(card));
  // A layer of the user's own may bring another.
  if (preprocess && !files.has(PREPROCESS)) files.set(PREPROCESS, preprocess.text);
  const bytes = card.exampleFile && (exampleBytes ?? madeUpBytes(card));
  if (bytes !== undefined) files.set(card.exampleFile!.path, bytes);
  if (golden !== undefined) files.set(GOLDEN, formatGolden(golden));
  for (const [file, content] of conversion) files.set(file, content);
  files.set('.yo-rc.json', formatYoRc(yoRc, answers));
  return files;
}

/** What was given once is in the project, and known nowhere else. */
function madeUpBytes({ inputs, exampleOrigin }: Card): Buffer | undefined {
  return exampleOrigin === 'signature' ? madeUpFile(inputs)?.body() : undefined;
}

/** Of a long example each number would have a line of its own. */
export function formatGolden(golden: Golden): string {
  const isLong = golden.cases.some(({ request, answer }) => elementsIn([request, answer]) > MOST_IN_CARD);
  return isLong ? `${compactJson(golden)}\n` : formatJson(golden);
}

/** A layer of the user's own may have removed the file. */
function change(files: Files, file: string, edit: (text: string) => string): void {
  const text = files.get(file);
  if (text === undefined) return;
  try {
    files.set(file, edit(String(text)));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UserError({
      code: 'template',
      what: `${file} is not JSON: ${error.message}`,
      next: 'fix it in the layer that brings it: ml-docker templates list names it',
    });
  }
}
