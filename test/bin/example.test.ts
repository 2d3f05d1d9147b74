import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseJson } from '../../lib/json.ts';
import type { Card, Golden } from '../../lib/onnx/card/card.ts';
import { packageRoot } from '../../lib/package.ts';
import { emptyFolder, mlDocker, tree } from '../cli.ts';
import { model, tensorType, value } from '../lib/onnx/onnx-writer.ts';
import { lacks, sharedCases, sharedModels } from '../skip.ts';

const noModels = await lacks('models');
const noCases = await lacks('cases');
let directory: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ directory, remove } = await emptyFolder());
});
afterEach(() => remove());

const int64 = tensorType(7, ['N', 3]);
const make = (...args: string[]) => mlDocker(directory, 'api', '--yes', '--skip-install', ...args);
const write = (file: string, content: unknown) =>
  writeFile(path.join(directory, file), typeof content === 'string' ? content : JSON.stringify(content));
const read = async (file: string): Promise<unknown> =>
  parseJson(await readFile(path.join(directory, 'api', file), 'utf8'));
const card = async () => (await read('model/card.json')) as Card;
const golden = async () => (await read('test/golden.json')) as Golden;

describe('--example with a JSON file', () => {
  const rows = [
    { sepal_length: 5.1, sepal_width: 3.5, petal_length: 1.4, petal_width: 0.2 },
    { sepal_length: 6.2, sepal_width: 2.9, petal_length: 4.3, petal_width: 1.3 },
  ];
  const expected = { rows: [{ output_label: 'setosa' }, { output_label: 'versicolor' }] };

  it.each([
    ['row by row', [{ output_label: 'setosa' }, { output_label: 'versicolor' }]],
    ['by name', { output_label: ['setosa', 'versicolor'] }],
  ])('is the example, and with outputs %s the golden answer', async (_form, outputs) => {
    await write('mine.json', { rows, outputs });
    const { exitCode, stderr, stdout } = await make('--model', 'sample:iris', '--example', 'mine.json');
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect(stdout + stderr).toContain('--example mine.json');
    expect(await card()).toMatchObject({ example: { rows: [rows[0]] }, exampleOrigin: 'mine.json' });
    expect(await golden()).toMatchObject({
      source: 'mine.json',
      model: { file: 'iris.onnx' },
      cases: [{ request: { rows, outputs: ['output_label'] }, answer: expected }],
    });
    expect(await readFile(path.join(directory, 'api/README.md'), 'utf8')).toContain('5.1');
  });

  it('without outputs leaves the answer to be recorded', async () => {
    await writeFile(path.join(directory, 'table.onnx'), model());
    await write('mine.json', { inputs: { X: [[1, 2.5, -3]] } });
    expect((await make('--model', 'table.onnx', '--example', 'mine.json')).exitCode).toBe(0);
    expect((await card()).example).toEqual({ inputs: { X: [[1, 2.5, -3]] } });
    await expect(golden()).rejects.toThrow('ENOENT');
  });

  it.skipIf(noCases)('may have gaps where the model knows what to do', async () => {
    const gaps = path.join(sharedCases, 'survival-with-gaps.onnx');
    await write('mine.json', { rows: [{ age: null, embarked: 'C', pclass: 1 }] });
    expect((await make('--model', gaps, '--example', 'mine.json')).exitCode).toBe(0);
    await write('mine.json', { rows: [{ age: 30, embarked: 'C', pclass: null }] });
    const { exitCode, stderr } = await make('--model', gaps, '--example', 'mine.json');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('rows/0/pclass: expected INT64');
  });

  it('keeps every digit of a 64-bit integer', async () => {
    await writeFile(
      path.join(directory, 'sum.onnx'),
      model({ inputs: [value('X', int64)], outputs: [value('Y', int64)] }),
    );
    await write('mine.json', '{"inputs": {"X": [[9007199254740993, -9223372036854775808, 1]]}}');
    expect((await make('--model', 'sum.onnx', '--example', 'mine.json')).exitCode).toBe(0);
    expect((await card()).example).toEqual({
      inputs: { X: [[9007199254740993n, -9223372036854775808n, 1]] },
    });
    const before = await tree(directory);
    expect((await make()).exitCode).toBe(0);
    expect(await tree(directory)).toEqual(before);
  });

  it('keeps its values under the names that --columns gives', async () => {
    await writeFile(path.join(directory, 'table.onnx'), model());
    await write('mine.json', { inputs: { X: [[1, 2, 3]] }, outputs: { Y: [[1, 2, 3]] } });
    await make('--model', 'table.onnx', '--columns', 'a,b,c', '--example', 'mine.json');
    expect((await card()).example).toEqual({ rows: [{ a: 1, b: 2, c: 3 }] });
    expect((await golden()).cases).toEqual([
      { request: { inputs: { X: [[1, 2, 3]] } }, answer: { outputs: { Y: [[1, 2, 3]] } } },
    ]);
  });

  it.each<[string, unknown, string[]]>([
    ['no JSON', '{inputs: 1}', ['cannot be read', 'JSON']],
    ['no object', [1], ['it is not a JSON object']],
    ['a wrong shape', { inputs: { X: [[1, 2]] } }, ['inputs/X: expected 3 in dimension 1, and found 2']],
    ['a wrong rank', { inputs: { X: [1, 2, 3] } }, ['inputs/X: expected 2 dimensions, and found 1']],
    ['ragged rows', { inputs: { X: [[1, 2, 3], [1]] } }, ['inputs/X/1: expected a list of 3']],
    [
      'a text for a number',
      { inputs: { X: [[1, 'two', 3]] } },
      ['inputs/X/0/1: expected FP32, and found "two"'],
    ],
    [
      'an unknown input',
      { inputs: { Z: [[1]] } },
      ['inputs/Z: the model has no such input', 'inputs/X: missing'],
    ],
    [
      'an unknown output',
      { inputs: { X: [[1, 2, 3]] }, outputs: { Q: [1] } },
      ['outputs/Q: the model has no such'],
    ],
    ['rows without names', { rows: [{ a: 1 }] }, ['the columns of this model have no names']],
    ['an unknown member', { inputs: { X: [[1, 2, 3]] }, output: {} }, ['output: unknown']],
  ])('with %s is refused, and nothing is written', async (_what, content, reasons) => {
    await writeFile(path.join(directory, 'table.onnx'), model());
    await write('mine.json', content);
    const before = await tree(directory);
    const { exitCode, stderr } = await make('--model', 'table.onnx', '--example', 'mine.json');
    expect(exitCode).toBe(2);
    for (const reason of reasons) expect(stderr).toContain(reason);
    expect(stderr).toContain('next:');
    expect(await tree(directory)).toEqual(before);
  });

  it('that is not there is refused', async () => {
    const { exitCode, stderr } = await make('--model', 'sample:iris', '--example', 'nowhere.json');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('There is no file nowhere.json');
  });

  it('gives a project that exists another example, and leaves its golden answers', async () => {
    await make('--model', 'sample:iris');
    const before = await golden();
    await write('mine.json', { rows: [rows[1]], outputs: [{ output_label: 'versicolor' }] });
    const { exitCode, stdout, stderr } = await make('--example', 'mine.json');
    expect(exitCode).toBe(0);
    expect(stdout + stderr).toContain('test/golden.json is yours');
    expect((await card()).example).toEqual({ rows: [rows[1]] });
    expect(await golden()).toEqual(before);
  });
});

describe.skipIf(noModels)('a folder of tensors', () => {
  const folderOf = (name: string) => path.join(sharedModels, name);
  const beside = async (name: string): Promise<void> => {
    await mkdir(path.join(directory, 'm'));
    await cp(path.join(folderOf(name), 'model.onnx'), path.join(directory, 'm', 'model.onnx'));
    await cp(
      path.join(folderOf(name), 'data', 'test_data_set_0'),
      path.join(directory, 'm', 'test_data_set_0'),
      {
        recursive: true,
      },
    );
  };

  it('is taken by --example', async () => {
    const data = path.join(folderOf('onnx_bitwise_or_ui64_bcast_3v1d'), 'data', 'test_data_set_0');
    const from = path.join(folderOf('onnx_bitwise_or_ui64_bcast_3v1d'), 'model.onnx');
    expect((await make('--model', from, '--example', data)).exitCode).toBe(0);
    expect(await golden()).toMatchObject({ source: 'test_data_set_0', cases: [{ answer: { outputs: {} } }] });
  });

  it('beside the model is found', async () => {
    await beside('onnx_bitwise_or_ui64_bcast_3v1d');
    const { stdout, stderr } = await make('--model', 'm/model.onnx');
    expect(stdout + stderr).toContain('test_data_set_0 beside the model: taken as the example');
    const { inputs, exampleOrigin } = await card();
    const [{ request }] = (await golden()).cases as [Golden['cases'][0]];
    expect(Object.keys(request.inputs as object)).toEqual(inputs.map(({ name }) => name));
    expect(exampleOrigin).toBe('test_data_set_0');
  });

  it('beside the model gives way to --example', async () => {
    await beside('onnx_bitwise_or_ui64_bcast_3v1d');
    await cp(path.join(directory, 'm', 'test_data_set_0'), path.join(directory, 'other'), {
      recursive: true,
    });
    await make('--model', 'm/model.onnx', '--example', 'other');
    expect((await golden()).source).toBe('other');
  });

  it('beside the model is left out with a notice where it does not fit', async () => {
    await beside('onnx_bitwise_or_ui64_bcast_3v1d');
    await cp(path.join(packageRoot, 'samples/iris/iris.onnx'), path.join(directory, 'm', 'model.onnx'));
    const { exitCode, stdout, stderr } = await make('--model', 'm/model.onnx');
    expect(exitCode).toBe(0);
    expect(stdout + stderr).toMatch(/notice: test_data_set_0 beside the model is left out/);
    expect((await card()).exampleOrigin).toBe('signature');
  });

  it('has the place of the largest number compared where the model is quantised', async () => {
    await beside('ort_qdq_conv_u8u8');
    await make('--model', 'm/model.onnx');
    expect(Object.values((await golden()).compare ?? {})).toContain('argmax');
  });

  it('passes over what a ZipMap gives', async () => {
    await beside('go_sklearn_randomforest');
    await make('--model', 'm/model.onnx');
    const [{ answer }] = (await golden()).cases as [Golden['cases'][0]];
    expect(Object.keys(answer.outputs as object)).toEqual(['output_label']);
  });
});
