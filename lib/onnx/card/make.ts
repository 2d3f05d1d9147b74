import { columnsOf, tableWidth } from './columns.ts';
import { asRow, exampleBody } from './example.ts';
import { madeUpFile } from './example-file.ts';
import { madeFromInputs } from '../model/from-inputs.ts';
import type { Model } from '../model/model.ts';
import { isQuantised } from '../judge/operators.ts';
import { judgeOutputs, typeName } from '../judge/outputs.ts';
import { sizeWithWeights } from '../model/weights.ts';
import type { Card, CardOutput, CardTensor, Column } from './card.ts';
import { withColumnValues } from '../values/column-values.ts';

/** What a card says that is not in the model file. */
export interface CardSource {
  /** The name of the user's file, without folders. */
  file: string;
  /** `file` or `sample:NAME`. */
  origin: string;
  /** Of the user's file. */
  sha256: string;
  /** Column names, better than what the model says. */
  columns?: string[];
  /** A body for POST /predict, better than a synthesised one, and where it comes from. */
  example?: { body: Record<string, unknown>; origin: string };
}

/**
 * The card of a model that can be served (requireServable). Throws UserError columns-do-not-fit where `columns` are not
 * one different name for each column of the model.
 */
export function modelCard(model: Model, { file, origin, sha256, columns, example }: CardSource): Card {
  const inputs = withColumnValues(
    model,
    model.inputs.map((input) => ({ name: input.name, datatype: typeName(input), shape: input.shape })),
  );
  const outputs = judgeOutputs(model);
  const served = outputs.flatMap((output) => ('served' in output ? output.served : []));
  const named = columnsOf(inputs, model.metadata, columns);
  const description = model.description.trim();
  return {
    version: 1,
    source: { file, origin, bytes: sizeWithWeights(model), sha256 },
    producer: model.producer,
    irVersion: model.irVersion ?? 0,
    opsets: model.opsets,
    ...(description && { description }),
    inputs,
    outputs: tableWidth(inputs) > 0 ? withoutRows(model, served) : served,
    omitted: outputs.flatMap((output) => ('omitted' in output ? output.omitted : [])),
    ...(named && { columns: named }),
    ...(isQuantised(model) && { quantised: true }),
    ...(example ? { example: example.body } : madeUpExample(inputs, named)),
    exampleOrigin: example?.origin ?? 'signature',
  };
}

/** Outputs beside a table that are not made from it have no values for its rows; of exactly one row, all are that row's. */
function withoutRows(model: Model, outputs: CardOutput[]): CardOutput[] {
  if (typeof model.inputs[0]?.shape?.[0] === 'number' && model.inputs[0].shape[0] >= 0) return outputs;
  const made = madeFromInputs(model);
  const parts = model.sequences.flatMap((sequence) => sequence.parts);
  return outputs.map((output) => {
    const source = parts.find(({ name }) => name === output.name)?.source ?? output.name;
    return made.has(source) ? output : { ...output, byRow: false };
  });
}

/** In the card where it is short enough, else as a file. */
function madeUpExample(
  inputs: CardTensor[],
  columns: Column[] | undefined,
): Pick<Card, 'example' | 'exampleFile'> {
  const example = exampleBody(inputs, columns);
  if (example) return { example };
  const { path, headerLength } = madeUpFile(inputs) ?? {};
  return path === undefined ? {} : { exampleFile: { path, headerLength: headerLength! } };
}

/**
 * The card with other column names, and an example to match: one that was given keeps its values.
 * @throws UserError  columns-do-not-fit, where they are not one different name for each column
 */
export function withColumns(card: Card, names: string[]): Card {
  const columns = columnsOf(card.inputs, {}, names)!;
  const renamed = { ...card, columns };
  const isMadeUp = card.exampleOrigin === 'signature';
  const example = isMadeUp ? exampleBody(card.inputs, columns) : card.example;
  return {
    ...renamed,
    ...(example && { example: isMadeUp ? example : asRow(example, renamed, card.columns) }),
  };
}
