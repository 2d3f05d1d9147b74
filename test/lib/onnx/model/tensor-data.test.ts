import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../../../lib/json.ts';
import { readTensorFile } from '../../../../lib/onnx/model/tensor-data.ts';
import { lacks, sharedModels } from '../../../skip.ts';
import { saved } from '../folders.ts';
import { field } from '../onnx-writer.ts';

const noModels = await lacks('models');

interface Listed {
  name: string;
  datatype: string;
  shape: number[];
  data: unknown[];
}

/** Every tensor of the shared models' test data, beside the same numbers as JSON. */
function* tensors(): Generator<{ file: string; listed: Listed }> {
  for (const model of noModels ? [] : readdirSync(sharedModels)) {
    const data = path.join(sharedModels, model, 'data');
    for (const set of existsSync(data) ? readdirSync(data) : []) {
      const folder = path.join(data, set);
      const numbers = path.join(folder, 'case.json');
      if (!existsSync(numbers)) continue;
      const found = parseJson(readFileSync(numbers, 'utf8')) as { inputs: Listed[]; outputs: Listed[] };
      for (const [kind, list] of [['input', found.inputs] as const, ['output', found.outputs] as const]) {
        for (const [number, listed] of list.entries()) {
          const file = path.join(folder, `${kind}_${number}.pb`);
          if (existsSync(file)) yield { file, listed };
        }
      }
    }
  }
}

describe('a file with a TensorProto', () => {
  it.skipIf(noModels)('has the numbers that the shared models list, in every datatype', () => {
    const seen = new Set<string>();
    for (const { file, listed } of tensors()) {
      const tensor = readTensorFile(file, 10_000_000);
      expect({ file, datatype: tensor.datatype, shape: tensor.shape }).toEqual({
        file,
        datatype: listed.datatype,
        shape: listed.shape,
      });
      expect(tensor.elements.length).toBe(listed.data.length);
      const wrong = tensor.elements.findIndex((value, i) => !isSame(value, listed.data[i], listed.datatype));
      expect({ file, wrong, got: tensor.elements[wrong] }).toEqual({ file, wrong: -1 });
      seen.add(tensor.datatype);
    }
    expect(seen.size).toBe(13);
  });

  it('is refused where its shape and its data differ, without reading more than that', () => {
    const tensor = Buffer.concat([field(1, 3), field(2, 7), field(7, 1), field(7, 2)]);
    expect(() => readTensorFile(saved(tensor), 100)).toThrow('it has 2 elements, and its shape 3');
    const huge = Buffer.concat([field(1, 2 ** 40), field(2, 1)]);
    expect(() => readTensorFile(saved(huge), 100)).toThrow('more than 100');
    expect(() => readTensorFile(saved('no protobuf at all'), 100)).toThrow();
  });
});

/** FP32 comes in as few digits as tell it apart; -0 may be 0. */
function isSame(got: unknown, want: unknown, datatype: string): boolean {
  if (typeof got === 'number' && typeof want === 'number') {
    return datatype === 'FP32' ? Math.fround(got) === Math.fround(want) : got === want;
  }
  return got === want || (datatype === 'BOOL' && got === Boolean(want));
}
