import type { Card, CardTensor } from '../card.ts';
import type { Schema } from './elements.ts';
import { inputTensor, object } from './schemas.ts';

const parameters: Schema = {
  type: 'object',
  additionalProperties: { type: ['string', 'number', 'boolean'] },
};
const shape: Schema = { type: 'array', items: { type: 'integer', minimum: 0 } };

/** The body of an inference request of the Open Inference Protocol, as far as it is JSON. */
export function inferRequest(card: Card): Schema {
  const output = object({ name: { enum: card.outputs.map(({ name }) => name) }, parameters }, ['name']);
  const inputs = { type: 'array', items: { anyOf: card.inputs.map(inferInput) } };
  if (card.inputs.length === 0) inputs.items = { anyOf: [{ type: 'object' }] };
  const members = { id: { type: 'string' }, parameters, inputs, outputs: { type: 'array', items: output } };
  return object(members, ['inputs']);
}

function inferInput(input: CardTensor): Schema {
  const natural = inputTensor(input);
  const members = {
    name: { const: input.name },
    datatype: { const: input.datatype },
    shape,
    parameters,
    data: { anyOf: [{ type: 'array', description: 'flat, row-major' }, natural] },
  };
  return object(members, ['name', 'datatype', 'shape']);
}

export function inferAnswer(card: Card): Schema {
  const output = object(
    {
      name: { enum: card.outputs.map(({ name }) => name) },
      datatype: { type: 'string' },
      shape,
      parameters,
      data: { type: 'array', description: 'flat, row-major; absent where the output comes as bytes' },
    },
    ['name', 'datatype', 'shape'],
  );
  return object(
    {
      model_name: { type: 'string' },
      model_version: { type: 'string' },
      id: { type: 'string' },
      outputs: { type: 'array', items: output },
    },
    ['model_name', 'outputs'],
  );
}

const tensorMetadata = object({
  name: { type: 'string' },
  datatype: { type: 'string' },
  shape: { type: 'array', items: { type: 'integer', minimum: -1 } },
});

export const modelMetadata = object({
  name: { type: 'string' },
  versions: { type: 'array', items: { type: 'string' } },
  platform: { type: 'string' },
  inputs: { type: 'array', items: tensorMetadata },
  outputs: { type: 'array', items: tensorMetadata },
});

export const serverMetadata = object({
  name: { type: 'string' },
  version: { type: 'string' },
  extensions: { type: 'array', items: { type: 'string' } },
});
