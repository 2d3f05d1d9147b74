import type { Card, CardOutput, CardTensor, Dimension } from '../../card.ts';
import { isFree } from '../../card.ts';
import { MOST_SHOWN } from '../inference/warm-up.ts';
import { size } from '../tensors/tensor.ts';
import type { TableColumn } from './columns.ts';
import { describeValues, exampleRows, form, tableColumns, valuesSchema } from './columns.ts';
import type { Schema } from './elements.ts';
import { givenElement, ref, takenElement } from './elements.ts';
import { inline } from './markdown.ts';
import { describeOutput, describeTensor } from './tensors.ts';

export function object(properties: Record<string, Schema>, required = Object.keys(properties)): Schema {
  return {
    type: 'object',
    properties,
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}

/** The body of POST /predict and its parts. */
export function requestSchemas(card: Card): Record<string, Schema> {
  const outputs: Schema = {
    type: 'array',
    items: { type: 'string', enum: card.outputs.map(({ name }) => name) },
    description: 'The outputs to answer; all, where it is absent or empty.',
  };
  const byName = card.inputs.map((input): [string, Schema] => [input.name, inputTensor(input)]);
  const only = card.inputs.length === 1 ? card.inputs[0] : undefined;
  const inputs = only ? { anyOf: [ref('Inputs'), ref('OnlyInput')] } : ref('Inputs');
  const byTensor = object({ inputs, outputs }, card.inputs.length > 0 ? ['inputs'] : []);
  return {
    Inputs: object(Object.fromEntries(byName)),
    ...(only && { OnlyInput: inputTensor(only) }),
    ...(card.columns
      ? {
          PredictRequest: { anyOf: [ref('RowsRequest'), ref('TensorsRequest')] },
          RowsRequest: object({ rows: rowsOf(card), outputs }, ['rows']),
          Row: row(card),
          TensorsRequest: byTensor,
        }
      : { PredictRequest: byTensor }),
  };
}

function rowsOf(card: Card): Schema {
  const first = card.inputs[0]!.shape![0]!;
  return { type: 'array', items: ref('Row'), ...(!isFree(first) && { minItems: first, maxItems: first }) };
}

function row(card: Card): Schema {
  const [example] = exampleRows(card);
  const columns = tableColumns(card);
  const properties = columns.map((column): [string, Schema] => [column.name, value(column)]);
  const required = columns.filter(({ values }) => values?.missing === undefined).map(({ name }) => name);
  return {
    ...object(Object.fromEntries(properties), required),
    ...(example !== undefined && { examples: [example] }),
  };
}

function value({ name, unit, input, values }: TableColumn): Schema {
  const sort = `${form(input.datatype)} (${input.datatype})`;
  const taken = { ...takenElement(input.datatype), ...valuesSchema(values) };
  return {
    ...(values?.missing === undefined ? taken : { anyOf: [taken, { type: 'null' }] }),
    title: unit ? `${name}, in ${unit}` : name,
    description: [unit ? `${sort}, in ${inline(unit)}` : sort, describeValues(values, true)]
      .filter(Boolean)
      .join('; '),
  };
}

/**
 * The body of its answer and its parts. Shapes are described, not required: an answer has the shape that the run gave.
 * @param ofRows the outputs that have a value for each row.
 */
export function answerSchemas(card: Card, ofRows: CardOutput[]): Record<string, Schema> {
  const byName = card.outputs.map((output): [string, Schema] => [output.name, outputTensor(output)]);
  const ofRow = ofRows.map((output): [string, Schema] => [output.name, outputOfRow(output)]);
  const notices = { type: 'array', items: { type: 'string' }, description: 'Outputs that have no rows.' };
  return {
    Outputs: object(Object.fromEntries(byName), []),
    TensorsAnswer: object({ outputs: ref('Outputs') }),
    ...(card.columns && {
      PredictAnswer: { anyOf: [ref('RowsAnswer'), ref('TensorsAnswer')] },
      RowsAnswer: object({ rows: { type: 'array', items: ref('RowOutputs') }, notices }, ['rows']),
      RowOutputs: object(Object.fromEntries(ofRow), []),
    }),
  };
}

/** Nested arrays, one level per dimension, with the lengths that the model fixes. */
export function inputTensor(input: CardTensor): Schema {
  return { ...nested(input), description: describeTensor(input) };
}

function nested({ datatype: type, shape, values }: CardTensor): Schema {
  // Of several columns each has its own values, which a schema of the whole tensor does not tell apart.
  const only = values?.length === 1 ? (values[0] ?? undefined) : undefined;
  const element = { ...takenElement(type), ...(only?.closed && valuesSchema(only)) };
  if (shape === null) return { anyOf: [element, { type: 'array', items: {} }] };
  const fixed = shape.filter((dimension) => !isFree(dimension)) as number[];
  // A tensor too long for an example: readers would make one up, with as many elements as there have to be.
  const isLong = size(fixed) > MOST_SHOWN;
  const lengths = (dimension: Dimension) =>
    isFree(dimension) ? {} : { ...(!isLong && { minItems: dimension }), maxItems: dimension };
  return shape.reduceRight<Schema>(
    (items, dimension) => ({ type: 'array', items, ...lengths(dimension) }),
    element,
  );
}

function outputTensor(output: CardOutput): Schema {
  if (output.zipmap && output.classes) return { type: 'array', items: probabilities(output) };
  // Models may declare another shape than their answers have: only the elements are certain.
  const anyOf = [givenElement(output.datatype), { type: 'array', items: {} }];
  return { anyOf, description: describeOutput(output, false) };
}

function outputOfRow(output: CardOutput): Schema {
  if (output.zipmap && output.classes) return probabilities(output);
  return { ...outputTensor(output), description: describeOutput(output, true) };
}

function probabilities(output: CardOutput): Schema {
  const element = givenElement(output.datatype);
  const classes = output.classes!.map((name): [string, Schema] => [name, element]);
  return { ...object(Object.fromEntries(classes)), description: describeOutput(output, true) };
}
