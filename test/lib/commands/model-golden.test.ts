import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Flags } from '../../../lib/interview/answers.ts';
import type { Card } from '../../../lib/onnx/card/card.ts';
import { packageRoot } from '../../../lib/package.ts';
import { lacks, sharedModels } from '../../skip.ts';
import { field, model } from '../onnx/onnx-writer.ts';
import { differing, projectOf, type Exchange } from './exchange.ts';

const iris = await readFile(path.join(packageRoot, 'samples/iris/iris.onnx'));
const noModels = await lacks('models');

let project: Exchange;
afterEach(() => project.remove());
const start = async (bytes: Buffer | string, flags?: Flags): Promise<void> => {
  project = await projectOf(bytes, flags);
};
const retrained = (bytes: Buffer, text = 'retrained') =>
  project.save(`${text}.onnx`, Buffer.concat([bytes, field(6, text)]));

describe('the golden answers', () => {
  it('of a sample are those of its training script, and the previous ones are kept', async () => {
    await start('sample:iris');
    const previous = await project.text('test/golden.json');
    await project.exchange('sample:students', { force: true });
    expect((await project.golden()).source).toBe('samples/students/train.py');
    expect(await project.text('test/golden.3d711b16.json')).toBe(previous);
    const manifest = await project.text('.ml-docker/manifest.json');
    expect(Object.keys(JSON.parse(manifest).files)).not.toContainEqual(expect.stringMatching(/golden.*json/));
    expect(await project.again()).toContain('nothing to change');
  });

  it('that are kept never take the place of a file', async () => {
    await start('sample:iris');
    await writeFile(project.at('test/golden.3d711b16.json'), 'mine');
    const previous = await project.text('test/golden.json');
    await project.exchange('sample:students', { force: true });
    expect(await project.text('test/golden.3d711b16.json')).toBe('mine');
    expect(await project.text('test/golden.3d711b16-2.json')).toBe(previous);
    // Those that are kept already are not kept twice.
    await project.exchange('sample:iris', { force: true });
    await project.exchange('sample:students', { force: true });
    const kept = Object.keys(await project.state()).filter((file) => /golden.*json/.test(file));
    expect(kept.sort()).toEqual([
      'test/golden.3d711b16-2.json',
      'test/golden.3d711b16.json',
      `test/golden.${(await project.card()).source.sha256.slice(0, 8)}.json`,
      'test/golden.json',
    ]);
  });

  it('stay as they are where only a run can tell them, and the command is named', async () => {
    await start('sample:iris');
    const previous = await project.text('test/golden.json');
    await project.exchange(await retrained(iris));
    expect(await project.text('test/golden.json')).toBe(previous);
    expect(project.said.join(' ')).toMatch(/answers of the previous model.* npm run\s+record/);
  });

  it('come with --example', async () => {
    await start(model());
    const example = { inputs: { X: [[1, 2, 3]] }, outputs: { Y: [[1, 2, 3]] } };
    const file = await project.save('mine.json', JSON.stringify(example));
    await project.exchange(await retrained(model()), { example: file });
    expect(await project.golden()).toMatchObject({
      source: 'mine.json',
      model: { file: 'retrained.onnx' },
      cases: [{ request: { inputs: { X: [[1, 2, 3]] } }, answer: { outputs: { Y: [[1, 2, 3]] } } }],
    });
    expect((await project.card()).exampleOrigin).toBe('mine.json');
    expect(project.said.join(' ')).not.toMatch(/npm run\s+record/);
  });

  it.skipIf(noModels)('come with a test data set beside the model', async () => {
    await start(model());
    const folder = path.join(project.folder, 'there');
    await cp(path.join(sharedModels, 'onnx_cumsum_2d_axis_0', 'data'), folder, { recursive: true });
    await cp(path.join(sharedModels, 'onnx_cumsum_2d_axis_0'), folder, { recursive: true });
    await project.exchange(path.join(folder, 'model.onnx'), { force: true });
    expect((await project.golden()).source).toBe('test_data_set_0');
    expect(project.said.join(' ')).not.toMatch(/npm run\s+record/);
  });

  it('of a sample come with the names that its columns get', async () => {
    await start('sample:students');
    await project.exchange('sample:iris', { force: true, columns: 'a,b,c,d' });
    const { source, cases } = await project.golden();
    expect(source).toBe('samples/iris/train.py');
    expect(cases[0]!.request).toEqual({ rows: [{ a: 5.5, b: 3.5, c: 1.3, d: 0.2 }] });
    expect(project.said.join(' ')).not.toMatch(/npm run\s+record/);
  });
});

describe('what somebody gave to the previous model', () => {
  const columns = async () => (await project.card()).columns?.map(({ name }) => name);
  const wide = { columns: 'age,height,weight' };

  it('names the columns of the new one, where it has none of its own', async () => {
    await start(model(), wide);
    const { changes } = await project.exchange(await retrained(model()));
    expect(changes).toEqual([]);
    expect(await columns()).toEqual(['age', 'height', 'weight']);
    expect((await project.card()).example).toEqual({ rows: [{ age: 1, height: 1, weight: 1 }] });
    expect(project.said.join('\n')).toContain('the columns keep their names: age, height, weight');
  });

  it('gives way to what the new one says itself', async () => {
    await start(model(), wide);
    const named = model({ metadata: { feature_names: 'a,b,c' } });
    await expect(project.exchange(await retrained(named))).rejects.toMatchObject({
      code: 'model-breaks-clients',
      next: expect.arrayContaining([expect.stringContaining('--columns FILE')]) as string[],
    });
    await project.exchange(await retrained(named), wide);
    expect(await columns()).toEqual(['age', 'height', 'weight']);
  });

  it('keeps the units, too', async () => {
    await start(model({ metadata: { feature_names: 'a,b,c', feature_units: 'm,s,kg' } }));
    const { changes } = await project.exchange(await retrained(model()));
    expect(changes).toEqual([]);
    expect((await project.card()).columns).toEqual([
      { name: 'a', unit: 'm' },
      { name: 'b', unit: 's' },
      { name: 'c', unit: 'kg' },
    ]);
  });

  it('is the example as well, where that is better than one that is made up', async () => {
    await start('sample:iris');
    const { example } = await project.card();
    await project.exchange(await retrained(iris));
    expect(await project.card()).toMatchObject({
      example,
      exampleOrigin: 'sample:iris',
    } satisfies Partial<Card>);
    expect(await project.text('README.md')).toContain('"sepal_length":5.1');
  });

  it('is no example where it does not fit', async () => {
    await start('sample:iris');
    await project.exchange(await retrained(model()), { force: true });
    expect(await project.card()).toMatchObject({
      example: { inputs: { X: [[1, 1, 1]] } },
      exampleOrigin: 'signature',
    });
  });

  it('can be changed with the same model', async () => {
    await start(model(), wide);
    const names = { columns: 'age,size,weight' };
    await expect(project.exchange(project.at('../first.onnx'), names)).rejects.toMatchObject({
      code: 'model-breaks-clients',
    });
    const before = await project.state();
    const { changes } = await project.exchange(project.at('../first.onnx'), { ...names, force: true });
    expect(changes.map(({ kind }) => kind)).toEqual(['column-renamed']);
    expect(differing(before, await project.state())).toEqual([
      '.ml-docker/base/README.md',
      '.ml-docker/base/model/card.json',
      '.ml-docker/manifest.json',
      'README.md',
      'model/card.json',
    ]);
    const after = await project.state();
    await project.exchange(project.at('../first.onnx'), names);
    expect(differing(after, await project.state())).toEqual([]);
  });
});
