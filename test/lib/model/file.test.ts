import { copyFile, mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { modelChoices } from '../../../lib/model/choices.ts';
import { meantModel, modelPath } from '../../../lib/model/file.ts';
import { packageRoot } from '../../../lib/package.ts';
import { emptyFolder } from '../../cli.ts';

const iris = path.join(packageRoot, 'samples/iris/iris.onnx');

describe('the model that an answer means', () => {
  let directory: string;
  let remove: () => Promise<void>;
  beforeEach(async () => {
    ({ directory, remove } = await emptyFolder());
  });
  afterEach(() => remove());

  it('is the one in a folder, or in its folder onnx, as a snapshot of Hugging Face has it', async () => {
    await mkdir(path.join(directory, 'snapshot/onnx'), { recursive: true });
    // In its cache, each file is a link to a blob.
    await copyFile(iris, path.join(directory, 'blob'));
    await symlink(path.join(directory, 'blob'), path.join(directory, 'snapshot/onnx/model.onnx'));
    expect(meantModel('snapshot', directory)).toBe(path.join('snapshot', 'onnx', 'model.onnx'));
    expect(modelPath('snapshot/', directory)).toBe(path.join(directory, 'snapshot/onnx/model.onnx'));
    await copyFile(iris, path.join(directory, 'snapshot/other.onnx'));
    expect(meantModel("'snapshot'", directory)).toBe(path.join('snapshot', 'other.onnx'));
  });

  it('is asked for where a folder holds several', async () => {
    for (const name of ['a.onnx', 'b.onnx']) await copyFile(iris, path.join(directory, name));
    expect(() => meantModel(directory, '/')).toThrow('The folder holds 2 ONNX files');
  });

  it('is offered above the samples where it is in the working folder, once', async () => {
    await copyFile(iris, path.join(directory, 'mine.onnx'));
    await mkdir(path.join(directory, 'data'));
    const offered = (await modelChoices(directory, '')).map(({ value }) => value);
    expect(offered.slice(0, 2)).toEqual(['mine.onnx', 'sample:iris']);
    expect(offered.filter((value) => value === 'mine.onnx')).toHaveLength(1);
    expect(offered.at(-1)).toBe(`data${path.sep}`);
  });
});
