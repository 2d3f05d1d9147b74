import path from 'node:path';
import { UserError } from '../../errors.ts';
import { modelPath } from '../../model/file.ts';
import { formatBytes } from '../../io/text.ts';
import { signatureTable } from '../../model/signature-table.ts';
import type { Io } from '../../io/io.ts';
import { compactJson } from '../../json.ts';
import type { Card } from '../../onnx/card/card.ts';
import { inspect, type Inspection } from '../../formats/inspect.ts';
import { modelCard } from '../../onnx/card/make.ts';
import { RUNTIME } from '../../onnx/judge/limits.ts';
import { readModel } from '../../onnx/model/model.ts';
import { operatorCounts } from '../../onnx/judge/operators.ts';
import { loadModel } from './load.ts';
import { lineWidth, wrap } from '../../io/wrap.ts';

export interface InspectOptions {
  /** Absolute path that the file is relative to. */
  cwd: string;
  /** A file, or `sample:NAME`. */
  model: string | undefined;
  /** With the sha256 of the file. */
  hash?: boolean;
  /** For programs: nothing is said. */
  json?: boolean;
}

/**
 * `ml-docker inspect FILE`: what is in a model, whether it can be served, and what the API would look like.
 * What is wrong with the file is a problem in the result, never an error.
 */
export async function inspectModel({ cwd, model, hash, json }: InspectOptions, io: Io): Promise<Inspection> {
  if (model === undefined) {
    throw new UserError({
      code: 'argument-missing',
      what: 'No model was given to inspect',
      next: 'name one: ml-docker inspect FILE, or ml-docker inspect sample:iris',
    });
  }
  const file = modelPath(model, cwd);
  const judged = await inspect(file, { ...(hash === true && { hash }) });
  const found = judged.servable ? await withLoading(judged, file, cwd) : judged;
  if (json !== true) for (const line of await describe(file, found)) io.say(line);
  return { ...found, file: model };
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

async function describe(file: string, found: Inspection): Promise<string[]> {
  const hash = found.sha256 === undefined ? [] : [`  sha256: ${found.sha256}`];
  if (found.servable) return [...(await describeServable(file, found)), ...hash];
  const isRead = found.inputs.length + found.outputs.length > 0;
  return [
    ...(isRead
      ? signatureTable(asCard(file, found))
      : [`${path.basename(file)}: ${formatBytes(found.bytes)}`]),
    ...hash,
    '',
    'It cannot be served:',
    ...found.problems.flatMap(({ message, hint }) => [
      `  ${message}`,
      ...hint.split('\n').map((line, i) => `    ${i === 0 ? 'next: ' : '      '}${line}`),
    ]),
  ];
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
