import type { Card, CardTensor } from '../../card.ts';
import type { Schema } from './elements.ts';
import { ref } from './elements.ts';
import { code, shortened } from './markdown.ts';
import { object } from './schemas.ts';
import { describeTensor } from './tensors.ts';

/** In a request null is the same as absent, wherever a member is optional. */
const parameters = (properties: Record<string, Schema>): Schema => ({ type: ['object', 'null'], properties });
const FLAG: Schema = { type: ['boolean', 'null'] };
const STRING: Schema = { type: 'string' };
/** More inputs than these are no list that anybody reads. */
const MOST_LISTED = 20;
/** Of any datatype: generators of clients want every array to say what it holds. */
const VALUES: Schema = { type: 'array', items: {} };
const ANSWERED: Schema = {
  type: 'object',
  additionalProperties: { type: ['string', 'number', 'boolean'] },
};
const shape: Schema = { type: 'array', items: { type: 'integer', minimum: 0 } };

/** An object that may have other members: what extensions of the protocol send is ignored. */
function open(properties: Record<string, Schema>, required: string[]): Schema {
  return { type: 'object', properties, required };
}

/** The bodies of inference in the Open Inference Protocol, as far as they are JSON. */
export function inferSchemas(card: Card): Record<string, Schema> {
  const name = { type: 'string', enum: card.outputs.map(({ name }) => name) };
  const request = {
    id: { type: ['string', 'null'] },
    parameters: parameters({ binary_data_output: FLAG }),
    inputs: { type: 'array', items: card.inputs.length > 0 ? ref('InferInput') : { type: 'object' } },
    outputs: { type: ['array', 'null'], items: ref('InferRequestedOutput') },
  };
  const answer = {
    model_name: STRING,
    model_version: STRING,
    id: STRING,
    outputs: { type: 'array', items: ref('InferOutput') },
  };
  const data = { ...VALUES, description: 'flat, row-major; absent where the output comes as bytes' };
  const output = { name, datatype: STRING, shape, parameters: ANSWERED, data };
  return {
    InferRequest: open(request, ['inputs']),
    ...(card.inputs.length > 0 && { InferInput: inferInput(card.inputs) }),
    InferRequestedOutput: open({ name, parameters: parameters({ binary_data: FLAG }) }, ['name']),
    InferAnswer: object(answer, ['model_name', 'outputs']),
    InferOutput: object(output, ['name', 'datatype', 'shape']),
  };
}

/** One schema for all inputs: a program that sends hundreds wants one type for them. */
function inferInput(inputs: CardTensor[]): Schema {
  const described = inputs.map((input) => `${code(input.name)}: ${describeTensor(input)}`);
  const mayBeSingle = inputs.some(({ shape }) => !shape?.length);
  const single = mayBeSingle ? ['number', 'string', 'boolean'] : [];
  const members = {
    name: { ...STRING, enum: inputs.map(({ name }) => name) },
    datatype: { ...STRING, enum: [...new Set(inputs.map(({ datatype }) => datatype))] },
    shape,
    parameters: parameters({ binary_data_size: { type: ['integer', 'null'], minimum: 0 } }),
    data: {
      ...VALUES,
      type: ['array', ...single, 'null'],
      description: 'flat, row-major, or nested; absent where the input comes as bytes',
    },
  };
  const description = shortened(described, MOST_LISTED).join('; ');
  return { ...open(members, ['name', 'datatype', 'shape']), description };
}

export const metadataSchemas: Record<string, Schema> = {
  TensorMetadata: object({
    name: STRING,
    datatype: STRING,
    shape: { type: 'array', items: { type: 'integer', minimum: -1 } },
  }),
  ModelMetadata: object({
    name: STRING,
    versions: { type: 'array', items: STRING },
    platform: STRING,
    inputs: { type: 'array', items: ref('TensorMetadata') },
    outputs: { type: 'array', items: ref('TensorMetadata') },
  }),
  ServerMetadata: object({
    name: STRING,
    version: STRING,
    extensions: { type: 'array', items: STRING },
  }),
};
