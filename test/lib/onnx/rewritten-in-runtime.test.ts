import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { requireServable, writeServable } from '../../../lib/onnx/servable.ts';
import { lacks } from '../../skip.ts';
import { newFolder, saved } from './folders.ts';
import { field, model, node, sequenceOfMaps, tensorType, value, zipMapModel } from './onnx-writer.ts';
import { runtime, type RuntimeTensor } from './runtime.ts';

const noRuntime = await lacks('runtime');

/** Makes a model servable and gives it X = [[0.25, 0.75]]. */
async function answer(bytes: Buffer): Promise<Record<string, RuntimeTensor>> {
  const { InferenceSession, Tensor } = runtime();
  const source = saved(bytes);
  const target = path.join(newFolder(), 'model.onnx');
  await writeServable(await requireServable(source), source, target);
  const session = await InferenceSession.create(target, { logSeverityLevel: 3 });
  const result = await session.run({ X: new Tensor('float32', [0.25, 0.75], [1, 2]) });
  await session.release();
  return result;
}

describe.skipIf(noRuntime)('the runtime', () => {
  it('runs a model whose ZipMap is undone and that imported no ai.onnx', async () => {
    const { Z } = await answer(zipMapModel());
    expect([Z!.dims, [...(Z!.data as Float32Array)]]).toEqual([
      [1, 2],
      [0.25, 0.75],
    ]);
  });

  it('runs one that has operators of ai.onnx without an import', async () => {
    const labels = Buffer.concat([field(1, 'classlabels_int64s'), field(8, 0), field(8, 1), field(20, 7)]);
    const zipMap = node('ZipMap', ['n'], ['Z'], { domain: 'ai.onnx.ml', attributes: [labels] });
    const { Z } = await answer(zipMapModel({ nodes: [node('Neg', ['X'], ['n']), zipMap] }));
    expect([...(Z!.data as Float32Array)]).toEqual([-0.25, -0.75]);
  });

  it('runs one whose value_info called the output a sequence', async () => {
    const { Z } = await answer(zipMapModel({ valueInfo: [value('Z', sequenceOfMaps)] }));
    expect([...(Z!.data as Float32Array)]).toEqual([0.25, 0.75]);
  });

  it('runs one that lost its BFLOAT16 output', async () => {
    const toBfloat16 = Buffer.concat([field(1, 'to'), field(3, 16), field(20, 2)]);
    const parts = {
      inputs: [value('X', tensorType(1, ['N', 2]))],
      nodes: [node('Identity', ['X'], ['Y']), node('Cast', ['X'], ['B'], { attributes: [toBfloat16] })],
      outputs: [value('B', tensorType(16, ['N', 2])), value('Y', tensorType(1, ['N', 2]))],
    };
    const outputs = await answer(model(parts));
    expect(Object.keys(outputs)).toEqual(['Y']);
    // As it was given, the runtime refuses it: else nothing would have to be cut.
    await expect(runtime().InferenceSession.create(saved(model(parts)), {})).rejects.toThrow(
      'Unsupported data type',
    );
  });
});
