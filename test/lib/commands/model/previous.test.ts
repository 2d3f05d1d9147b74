import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { field, model } from '../../onnx/onnx-writer.ts';
import { projectOf } from '../exchange.ts';
import { bytes, withWeights } from '../with-weights.ts';

/** The same model with another description: it was trained again, say. */
const retrained = (file: Buffer): Buffer => Buffer.concat([file, field(6, 'retrained')]);

describe('model/previous', () => {
  const next = retrained(model());

  it('overwrites no file of the user', async () => {
    const project = await projectOf(model());
    await mkdir(project.at('model/previous'), { recursive: true });
    await writeFile(project.at('model/previous/model.onnx'), 'mine');
    const before = await project.state();
    const file = await project.save('second.onnx', next);
    await expect(project.exchange(file, { force: true })).rejects.toMatchObject({
      code: 'previous-in-the-way',
      exitCode: 2,
      details: ['model/previous/model.onnx'],
    });
    expect(await project.state()).toEqual(before);
    await project.remove();
  });

  it('stays as it is where the model itself is lost', async () => {
    const project = await projectOf(model());
    await project.exchange(await project.save('second.onnx', next));
    await rm(project.at('model/model.onnx'));
    await project.exchange(await project.save('third.onnx', retrained(next)));
    expect(await readFile(project.at('model/previous/model.onnx'))).toEqual(model());
    await project.remove();
  });

  it('is no place for weights', async () => {
    const project = await projectOf(model());
    await project.save('previous/w.bin', bytes(1));
    const file = await project.save('w.onnx', withWeights('previous/w.bin'));
    await expect(project.exchange(file)).rejects.toMatchObject({ code: 'model-not-servable', exitCode: 2 });
    await project.remove();
  });
});
