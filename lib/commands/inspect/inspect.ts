import path from 'node:path';
import { UserError } from '../../errors.ts';
import { givenPath } from '../../model/file.ts';
import { isConverted } from '../../convert/scope.ts';
import { shellWord } from '../../io/shell.ts';
import { formatBytes } from '../../io/text.ts';
import { signatureTable } from '../../model/signature-table.ts';
import type { Io } from '../../io/io.ts';
import { compactJson } from '../../json.ts';
import type { Card } from '../../onnx/card/card.ts';
import { type Inspected, type Inspection, lookInto } from '../../formats/inspect.ts';
import type { Known } from '../../formats/known.ts';
import { asTyped } from '../../formats/not-onnx.ts';
import { summary } from '../../formats/summary.ts';
import { modelCard } from '../../onnx/card/make.ts';
import { RUNTIME } from '../../onnx/judge/limits.ts';
import { readModel, type Model } from '../../onnx/model/model.ts';
import { operatorCounts } from '../../onnx/judge/operators.ts';
import { adviceOn, findStep } from '../../preprocess/find.ts';
import { loadModel } from './load.ts';
import { lineWidth, wrap } from '../../io/wrap.ts';

export interface InspectOptions {
  /** Absolute path that the file is relative to. */
  cwd: string;
  /** A file, or `sample:NAME`. */
  model: string | undefined;
  /** With the sha256 of the file. */
  hash?: boolean;
  /** Names that the file calls and that are not known are no reason to refuse it. */
  trustModel?: boolean;
  /** For programs: nothing is said. */
  json?: boolean;
}

/**
 * `ml-docker inspect FILE`: what is in a model, whether it can be served, and what the API would look like.
 * What is wrong with the file is a problem in the result, never an error.
 */
export async function inspectModel(
  { cwd, model, hash, trustModel, json }: InspectOptions,
  io: Io,
): Promise<Inspection> {
  if (model === undefined) {
    throw new UserError({
      code: 'argument-missing',
      what: 'No model was given to inspect',
      next: 'name one: ml-docker inspect FILE, or ml-docker inspect sample:iris',
    });
  }
  const file = givenPath(model, cwd);
  const looked = await lookInto(file, { hash: hash === true, trust: trustModel === true });
  const { inspection: judged, onnx } = looked;
  const inspection = judged.servable === true ? await withLoading(judged, onnx!, cwd) : judged;
  const found = { ...looked, inspection };
  if (json !== true) for (const line of await describe(file, found)) io.say(line);
  return { ...found.inspection, file: model };
}

/** What the runtime itself says of a model that has nothing else wrong with it. */
async function withLoading(found: Inspection, file: string, cwd: string): Promise<Inspection> {
  const loaded = await loadModel(file, cwd);
  if (loaded === undefined) return { ...found, loadedBy: null };
  const { by, refusal } = loaded;
  if (refusal === undefined) return { ...found, loadedBy: by };
  const problem = {
    code: 'runtime-refuses',
    message: `${RUNTIME} does not load the model: ${refusal}`,
    hint: 'export the model again, with another opset (17 or newer) or by a newer version of its exporter',
  };
  return { ...found, loadedBy: by, servable: false, problems: [problem] };
}

/** What is certain of a model that was found servable. */
function howCertain({ loadedBy }: Inspection): string {
  if (loadedBy) return `loaded by ${RUNTIME} (${loadedBy})`;
  return 'checked: versions, operators, datatypes, names, weights; that the runtime takes its shapes and attributes, only loading tells: ml-docker build does';
}

async function describe(file: string, { inspection, other, onnx }: Inspected): Promise<string[]> {
  const hash = inspection.sha256 === undefined ? [] : [`  sha256: ${inspection.sha256}`];
  if (other !== undefined) return describeOther(file, inspection, other, hash);
  const chosen =
    onnx === undefined || onnx === file ? [] : [`${path.basename(file)}: ${onnx} is looked into`, ''];
  if (inspection.servable === true)
    return [...chosen, ...(await describeServable(onnx!, inspection)), ...hash];
  const isRead = inspection.inputs.length + inspection.outputs.length > 0;
  return [
    ...chosen,
    ...(isRead
      ? signatureTable(asCard(file, inspection))
      : [`${path.basename(file)}: ${formatBytes(inspection.bytes)}`]),
    ...hash,
    '',
    'It cannot be served:',
    ...inspection.problems.flatMap(problemLines),
  ];
}

function problemLines({ message, hint }: Inspection['problems'][number]): string[] {
  return [
    `  ${message}`,
    ...hint.split('\n').map((line, i) => `    ${i === 0 ? 'next: ' : '      '}${line}`),
  ];
}

/** A file that is not ONNX: what it is, what is in it, and what can be done with it now. */
function describeOther(file: string, { bytes }: Inspection, other: Known, hash: string[]): string[] {
  const { convertible, problems, source } = other.reading;
  const head = [
    `${path.basename(file)}: ${formatBytes(bytes)}, ${other.what}`,
    ...summary(source).flatMap((line) => wrap(line.split(/(?<=, )/), lineWidth(), '  ', '    ')),
    ...hash,
    '',
  ];
  if (convertible === false)
    return [...head, 'It cannot be served, nor converted:', ...problems.flatMap(problemLines)];
  const command = [
    'ml-docker converts it in a sandbox, and proves that the result answers as before:',
    `  ml-docker --model ${shellWord(asTyped(file))}`,
    '',
    'By hand:',
  ];
  return [
    ...head,
    ...(problems.length === 0
      ? ['It is not ONNX yet. To be served, it is converted.']
      : [
          'It is not ONNX yet, and whether it can be converted, only trying tells:',
          ...problems.flatMap(problemLines),
          '',
        ]),
    ...(isConverted(other) ? command : []),
    ...other.next.map((line) => `  ${line}`),
  ];
}

/** How a picture or a text would become its input, and its outputs an answer. */
function stepOf(model: Model, file: string): string[] {
  try {
    return findStep(model, file)?.told ?? adviceOn(model, file)?.slice(0, 1) ?? [];
  } catch (error) {
    if (error instanceof UserError) return [`notice: ${error.message}`];
    throw error;
  }
}

async function describeServable(file: string, found: Inspection): Promise<string[]> {
  const model = await readModel(file);
  const card = modelCard(model, { file: path.basename(file), origin: 'file', sha256: '' });
  const operators = [...operatorCounts(model)].sort(([, a], [, b]) => b - a);
  const shown = operators.slice(0, MOST_SHOWN).map(([name, count]) => `${name} ${count}`);
  const rest = operators.length > MOST_SHOWN ? [`and ${operators.length - MOST_SHOWN} more`] : [];
  return [
    ...signatureTable(card),
    ...wrap([...shown, ...rest].join(', ').split(/(?<=,) /), lineWidth(), '  operators: ', '    '),
    ...stepOf(model, file).flatMap((line) => wrap(line.split(' '), lineWidth(), '  ', '    ')),
    '',
    'It can be served:',
    ...(card.example === undefined ? [] : [`  POST /predict  ${shorten(compactJson(card.example))}`]),
    ...(card.exampleFile === undefined
      ? ['  POST /v2/models/NAME/infer']
      : [
          `  POST /v2/models/NAME/infer  with ${card.exampleFile.path}, which its project gets: tensors as bytes`,
        ]),
    ...wrap(howCertain(found).split(' '), lineWidth(), '  ', '  '),
  ];
}

/** What a model that cannot be served takes and gives, as far as it is known. */
function asCard(file: string, found: Inspection): Card {
  const { bytes, producer, opsets, irVersion, inputs, outputs } = found;
  return {
    version: 1,
    source: { file: path.basename(file), origin: 'file', bytes, sha256: '' },
    producer,
    opsets,
    irVersion: irVersion ?? 0,
    inputs,
    outputs,
    omitted: [],
    example: {},
    exampleOrigin: 'signature',
  };
}

const MOST_SHOWN = 12;
const WIDTH = 60;

function shorten(text: string): string {
  return text.length <= WIDTH ? text : `${text.slice(0, WIDTH)}…`;
}
