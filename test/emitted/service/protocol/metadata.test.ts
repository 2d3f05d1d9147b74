import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zipMapModel } from '../../../lib/onnx/onnx-writer.ts';
import { model, node } from '../../../lib/onnx/onnx-writer.ts';
import { lacks } from '../../../skip.ts';
import { ask } from '../ask.ts';
import { declared, DATATYPES, echoModel } from '../echo-model.ts';
import { NAME, serveModel, type Started } from '../started.ts';

interface Tensor {
  name: string;
  datatype: string;
  shape: number[];
}

/** Of every rank and sort of dimension one tensor. */
const shapes: [name: string, shape: (number | string | null)[] | undefined, told: number[]][] = [
  ['fixed', [2, 3], [2, 3]],
  ['named', ['N', 3], [-1, 3]],
  ['nameless', [null, 4], [-1, 4]],
  ['minus_one', [-1, 5], [-1, 5]],
  ['scalar', [], []],
  ['empty', [0, 2], [0, 2]],
  ['unknown', undefined, [-1]],
];

/** Section 3 of the protocol's table. */
describe.skipIf(await lacks('runtime'))('3 Metadata', () => {
  let service: Started;
  let metadata: Record<'inputs' | 'outputs', Tensor[]> & Record<string, unknown>;
  beforeAll(async () => {
    const file = model({
      nodes: shapes.map(([name]) => node('Identity', [name], [`${name}_back`], { name })),
      inputs: shapes.map(([name, shape]) => declared(name, 'FP32', shape)),
      outputs: shapes.map(([name, shape]) => declared(`${name}_back`, 'FP32', shape)),
    });
    service = await serveModel(file);
    metadata = (await ask(service.model)).body as typeof metadata;
  });
  afterAll(() => service.stop());

  it('3.1 of the server: name, version, extensions, and nothing else', async () => {
    expect((await ask(`${service.url}/v2`)).body).toEqual({
      name: NAME,
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      extensions: ['binary_tensor_data', 'classification'],
    });
  });

  it('3.2 of the model: name, versions, platform, inputs, outputs, all of the types that the protocol gives', () => {
    const { inputs, outputs, ...others } = metadata;
    expect(others).toEqual({ name: NAME, versions: ['1'], platform: 'onnx_onnxv1' });
    for (const tensor of [...inputs, ...outputs]) {
      expect(Object.keys(tensor).sort()).toEqual(['datatype', 'name', 'shape']);
      expect(tensor.shape.every(Number.isInteger)).toBe(true);
    }
  });

  it.each(shapes)('3.3 a dimension of variable size is -1: %s', (name, _shape, told) => {
    expect(metadata.inputs.find((tensor) => tensor.name === name)!.shape).toEqual(told);
    expect(metadata.outputs.find((tensor) => tensor.name === `${name}_back`)!.shape).toEqual(told);
  });

  it('3.4 inputs and outputs keep the order of the model', () => {
    expect(metadata.inputs.map(({ name }) => name)).toEqual(shapes.map(([name]) => name));
  });

  it('3.5 is JSON', async () => {
    for (const url of [`${service.url}/v2`, service.model]) {
      expect((await ask(url)).headers.get('content-type')).toBe('application/json');
    }
  });
});

describe.skipIf(await lacks('runtime'))('3 Metadata of other models', () => {
  it('3.6 names every datatype by its name in the protocol', async () => {
    const service = await serveModel(echoModel([null]));
    const { inputs, outputs } = (await ask(service.model)).body as Record<string, Tensor[]>;
    await service.stop();
    expect(inputs!.map(({ datatype }) => datatype)).toEqual(DATATYPES);
    expect(outputs!.map(({ datatype }) => datatype)).toEqual(DATATYPES);
  });

  it('3.7 a ZipMap is told as the tensor that it is served as', async () => {
    const service = await serveModel(zipMapModel());
    const { outputs } = (await ask(service.model)).body as Record<string, Tensor[]>;
    await service.stop();
    expect(outputs).toEqual([{ name: 'Z', datatype: 'FP32', shape: [-1, 2] }]);
  });
});
