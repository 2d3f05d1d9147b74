import type { Card, CardOutput, CardTensor, Dimension } from '../card.ts';
import { isFree } from '../card.ts';
import { datatype } from '../tensors/datatypes.ts';
import { formatShape } from '../tensors/shape.ts';

/** A JSON Schema (draft 2020-12, as OpenAPI 3.1 has it). */
export type Schema = Record<string, unknown>;

export function object(properties: Record<string, Schema>, required = Object.keys(properties)): Schema {
  return {
    type: 'object',
    properties,
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}

/** The body of POST /predict. */
export function predictRequest(card: Card): Schema {
  const names = card.outputs.map(({ name }) => name);
  const outputs: Schema = {
    type: 'array',
    items: { enum: names },
    description: 'The outputs to answer; all, where it is absent or empty.',
  };
  const byName = object(Object.fromEntries(card.inputs.map((input) => [input.name, inputTensor(input)])));
  const only = card.inputs.length === 1 ? card.inputs[0] : undefined;
  const inputs = only ? { anyOf: [byName, inputTensor(only)] } : byName;
  const byTensor = object({ inputs, outputs }, card.inputs.length > 0 ? ['inputs'] : []);
  if (!card.columns) return byTensor;
  const first = card.inputs[0]!.shape![0]!;
  const rows = {
    type: 'array',
    items: row(card),
    ...(!isFree(first) && { minItems: first, maxItems: first }),
  };
  return { anyOf: [object({ rows, outputs }, ['rows']), byTensor] };
}

function row({ columns = [], inputs }: Card): Schema {
  const properties = columns.map(({ name, unit }, index): [string, Schema] => {
    const { datatype: type } = inputs[inputs.length === 1 ? 0 : index]!;
    return [name, { ...datatype(type).schema, description: unit ? `${type}, in ${unit}` : type }];
  });
  return object(Object.fromEntries(properties));
}

/** The body of its answer. Shapes are described, not required: an answer has the shape that the run gave. */
export function predictAnswer(card: Card): Schema {
  const byName = card.outputs.map((output): [string, Schema] => [output.name, outputTensor(output)]);
  const byTensor = object({ outputs: object(Object.fromEntries(byName), []) });
  if (!card.columns) return byTensor;
  const ofRow = card.outputs.map((output): [string, Schema] => [output.name, outputOfRow(output)]);
  const rows = { type: 'array', items: object(Object.fromEntries(ofRow), []) };
  const notices = { type: 'array', items: { type: 'string' } };
  return { anyOf: [object({ rows, notices }, ['rows']), byTensor] };
}

/** Nested arrays, one level per dimension, with the lengths that the model fixes. */
export function inputTensor({ datatype: type, shape }: CardTensor): Schema {
  const lengths = (dimension: Dimension) =>
    isFree(dimension) ? {} : { minItems: dimension, maxItems: dimension };
  return { ...nested(type, shape, lengths), description: `${type} ${formatShape(shape)}` };
}

function outputTensor(output: CardOutput): Schema {
  if (output.zipmap && output.classes) return { type: 'array', items: probabilities(output.classes) };
  const columns = output.classes ? `; columns: ${output.classes.join(', ')}` : '';
  const description = `${output.datatype} ${formatShape(output.shape)}${columns}`;
  // Models may declare another shape than their answers have: only the elements are certain.
  return { ...nested(output.datatype, null, () => ({})), description };
}

function outputOfRow(output: CardOutput): Schema {
  return output.zipmap && output.classes ? probabilities(output.classes) : outputTensor(output);
}

function probabilities(classes: string[]): Schema {
  return object(Object.fromEntries(classes.map((name) => [name, datatype('FP32').schema])));
}

function nested(type: string, shape: Dimension[] | null, lengths: (dimension: Dimension) => Schema): Schema {
  const element = datatype(type).schema;
  if (shape === null) return { anyOf: [element, { type: 'array' }] };
  return shape.reduceRight<Schema>(
    (items, dimension) => ({ type: 'array', items, ...lengths(dimension) }),
    element,
  );
}
