import type { Card, CardTensor } from '../../card.ts';
import type { Schema } from './elements.ts';
import { inputTensor, object } from './schemas.ts';

/** In a request null is the same as absent, wherever a member is optional. */
const parameters = (properties: Record<string, Schema>): Schema => ({ type: ['object', 'null'], properties });
const FLAG: Schema = { type: ['boolean', 'null'] };
const ANSWERED: Schema = {
  type: 'object',
  additionalProperties: { type: ['string', 'number', 'boolean'] },
};
const shape: Schema = { type: 'array', items: { type: 'integer', minimum: 0 } };

/** An object that may have other members: what extensions of the protocol send is ignored. */
function open(properties: Record<string, Schema>, required: string[]): Schema {
  return { type: 'object', properties, required };
}

/** The body of an inference request of the Open Inference Protocol, as far as it is JSON. */
export function inferRequest(card: Card): Schema {
  const name = { enum: card.outputs.map(({ name }) => name) };
  const output = open({ name, parameters: parameters({ binary_data: FLAG }) }, ['name']);
  const inputs = { type: 'array', items: { anyOf: card.inputs.map(inferInput) } };
  if (card.inputs.length === 0) inputs.items = { anyOf: [{ type: 'object' }] };
  const members = {
    id: { type: ['string', 'null'] },
    parameters: parameters({ binary_data_output: FLAG }),
    inputs,
    outputs: { type: ['array', 'null'], items: output },
  };
  return open(members, ['inputs']);
}

function inferInput(input: CardTensor): Schema {
  const natural = inputTensor(input);
  const members = {
    name: { const: input.name },
    datatype: { const: input.datatype },
    shape,
    parameters: parameters({ binary_data_size: { type: ['integer', 'null'], minimum: 0 } }),
    data: { anyOf: [{ type: ['array', 'null'], description: 'flat, row-major' }, natural] },
  };
  return open(members, ['name', 'datatype', 'shape']);
}

export function inferAnswer(card: Card): Schema {
  const output = object(
    {
      name: { enum: card.outputs.map(({ name }) => name) },
      datatype: { type: 'string' },
      shape,
      parameters: ANSWERED,
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
