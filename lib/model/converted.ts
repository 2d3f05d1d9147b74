import { statSync } from 'node:fs';
import path from 'node:path';
import type { Converted } from '../convert/convert.ts';
import { goldenOf, goldenRows, rowOf } from '../convert/golden.ts';
import type { Card } from '../onnx/card/card.ts';
import { asRow } from '../onnx/card/example.ts';
import { modelCard } from '../onnx/card/make.ts';
import { requireServable, writeServable } from '../onnx/servable.ts';
import { adviceOn, findStep } from '../preprocess/find.ts';
import type { ChosenModel } from './model.ts';

/**
 * A converted model as a project takes it over: the card names the file that was converted, the example and the golden
 * answers are the original's.
 */
export async function chosenConversion({
  onnx,
  file: given,
  report,
  proof,
  proved,
  entry,
  shapes,
  compared,
  files,
}: Converted): Promise<ChosenModel> {
  const read = await requireServable(onnx);
  const { file, sha256, framework, frameworkVersion, model } = report;
  const made = modelCard(read, { file, origin: 'file', sha256 });
  const card: Card = {
    ...made,
    source: {
      ...made.source,
      framework,
      frameworkVersion,
      model,
      ...(entry !== null && { entry }),
      ...(shapes !== null && { shapes }),
    },
    proof,
    ...exampleIn(made, goldenRows(proved)[0], (row) => rowOf(proved, row)),
  };
  const golden = goldenOf(proved, card);
  // A tokenizer and labels lie beside a file, or in a folder that was converted as a whole.
  const beside = statSync(given).isDirectory() ? path.join(given, 'model.onnx') : given;
  return {
    card,
    ...(golden && { golden }),
    conversion: files,
    ...(compared && { compared }),
    findStep: (said) => findStep(read, beside, said),
    adviceOnStep: () => adviceOn(read, beside),
    files: ['model/model.onnx'],
    async copy(directory) {
      const written = await writeServable(read, onnx, path.join(directory, 'model', 'model.onnx'));
      return { files: { 'model/model.onnx': written.files['model.onnx']! }, source: sha256 };
    },
  };
}

/** A row that the original has answered. */
function exampleIn(
  card: Card,
  row: number | undefined,
  inputsOf: (row: number) => Record<string, unknown[]>,
): Partial<Card> {
  if (row === undefined || card.exampleFile !== undefined) return {};
  return { example: asRow({ inputs: inputsOf(row) }, card), exampleOrigin: card.source.file };
}
