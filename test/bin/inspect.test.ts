import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../lib/package.ts';
import { emptyFolder, mlDocker } from '../cli.ts';
import { lacks, sharedModels, trainedModels } from '../skip.ts';

const noModels = await lacks('models');
const noTrained = await lacks('trained');

describe('ml-docker inspect', () => {
  let directory: string;
  let remove: () => Promise<void>;
  beforeAll(async () => {
    ({ directory, remove } = await emptyFolder());
  });
  afterAll(() => remove());

  it('shows what a model takes and gives, its operators, and what the API will look like', async () => {
    const { stdout, stderr, exitCode } = await mlDocker(directory, 'inspect', 'sample:iris');
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/takes +X +FP32 +\[\?, 4\]/);
    expect(stdout).toContain('classes of output_probability: setosa, versicolor, virginica');
    expect(stdout).toMatch(/operators: .*ai\.onnx\.ml\.ZipMap 1/s);
    expect(stdout).toContain('It can be served:');
    expect(stdout).toContain('{"rows":[{"sepal_length":');
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('prints one object for programs, with the hash where it is asked for', async () => {
    const { stdout } = await mlDocker(directory, 'inspect', 'sample:iris', '--json', '--hash');
    const bytes = await readFile(path.join(packageRoot, 'samples', 'iris', 'iris.onnx'));
    expect(JSON.parse(stdout)).toEqual({
      file: 'sample:iris',
      bytes: bytes.length,
      irVersion: 10,
      opsets: { 'ai.onnx': 21, 'ai.onnx.ml': 1 },
      producer: 'skl2onnx',
      inputs: [{ name: 'X', datatype: 'FP32', shape: [-1, 4] }],
      outputs: [
        { name: 'output_label', datatype: 'BYTES', shape: [-1] },
        {
          name: 'output_probability',
          datatype: 'FP32',
          shape: [-1, 3],
          classes: ['setosa', 'versicolor', 'virginica'],
        },
      ],
      servable: true,
      problems: [],
      // Neither packages of a project nor an image are here.
      loadedBy: null,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
  });

  it.skipIf(noTrained)('names the command that converts a trained model, where it can be', async () => {
    const tflite = await mlDocker(path.join(trainedModels, 'tflite-float-dense'), 'inspect', 'model.tflite');
    expect(tflite.stdout).toMatch(
      /a sandbox.*\n {2}ml-docker --model model\.tflite\n\nBy hand:\n {2}convert it/,
    );
    const own = await mlDocker(path.join(trainedModels, 'module-class-in-main'), 'inspect', 'churnnet.pt');
    expect(own.stdout).not.toContain('ml-docker --model');
  });

  it('tells what is wrong with a file, and exits 2, for people and for programs', async () => {
    await writeFile(path.join(directory, 'notes.onnx'), 'These are my notes.\n');
    const told = await mlDocker(directory, 'inspect', 'notes.onnx');
    expect(told.exitCode).toBe(2);
    expect(told.stdout).toMatch(/It cannot be served, nor converted:\n.*text[^]*next: /);
    const printed = await mlDocker(directory, 'inspect', 'notes.onnx', '--json');
    expect(printed.exitCode).toBe(2);
    expect(JSON.parse(printed.stdout)).toMatchObject({
      file: 'notes.onnx',
      inputs: [],
      outputs: [],
      servable: null,
      convertible: false,
      problems: [{ code: 'model-not-onnx' }],
    });
    const missing = await mlDocker(directory, 'inspect', 'nowhere.onnx', '--json');
    expect(missing.exitCode).toBe(2);
    expect(JSON.parse(missing.stdout).problems[0].code).toBe('model-not-found');
  });

  it('asks for a file where none is named', async () => {
    const { stderr, exitCode } = await mlDocker(directory, 'inspect');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('ml-docker inspect FILE');
  });

  it.skipIf(noModels)('shows what an unsupported model takes and gives all the same', async () => {
    const model = path.join(sharedModels, 'unsup_int4_output_ABORTS', 'model.onnx');
    const { stdout, exitCode } = await mlDocker(directory, 'inspect', model);
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(/gives +output +INT4/);
    expect(stdout).toContain('fetching INT4 would end the whole process');
  });
});
