import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isTrained, readOrKnow } from '../../../lib/convert/trained.ts';
import { bin, emptyFolder } from '../../cli.ts';
import { lacks } from '../../skip.ts';
import { trainedCases, trainedFile } from '../formats/trained-cases.ts';

const nothing = await lacks('trained');
const cases = trainedCases();
/** Libraries whose models are converted. */
const HERE = /^(scikit-learn|imbalanced-learn|xgboost|lightgbm|catboost|mlflow \((sklearn|xgboost)\))/;

let directory: string;
let remove: () => Promise<void>;
beforeAll(async () => ({ directory, remove } = await emptyFolder()));
afterAll(() => remove());

/** Runs `ml-docker` where no engine answers: whoever asks for one ends with 1. */
async function withoutEngine(...args: string[]): Promise<{ exitCode: number | undefined; stderr: string }> {
  const env = {
    NODE_OPTIONS: '',
    DOCKER_HOST: 'unix:///nowhere/docker.sock',
    CONTAINER_HOST: 'unix:///nowhere',
  };
  const { exitCode, stderr } = await execa(process.execPath, [bin, ...args], {
    cwd: directory,
    env,
    reject: false,
    stdin: 'ignore',
  });
  return { exitCode, stderr };
}

describe.skipIf(nothing)('a trained model', () => {
  it.each(cases.filter(({ trust }) => trust === 'malicious').map((one) => [one.name, one] as const))(
    '%s does harm, and is refused before there is a sandbox',
    async (_, trained) => {
      await expect(readOrKnow(trainedFile(trained))).rejects.toMatchObject({ exitCode: 2 });
    },
  );

  it.each(
    cases
      .filter(({ convertible, framework }) => convertible === true && HERE.test(framework))
      .map((one) => [one.name, one] as const),
  )('%s is one that is converted', async (_, trained) => {
    expect(isTrained(await readOrKnow(trainedFile(trained)))).toBe(true);
  });

  it('of another library is refused with the lines to do it oneself', async () => {
    const keras = cases.find(({ framework }) => framework.startsWith('keras'))!;
    await expect(readOrKnow(trainedFile(keras))).rejects.toMatchObject({ code: 'model-not-onnx' });
  });

  it.each([
    ['bad-reduce-posix-system'],
    ['bad-builtins-eval'],
    ['bad-joblib-bomb'],
    ['custom-transformer-in-main'],
  ])('%s starts no sandbox and leaves nothing', async (name) => {
    const folder = path.join(directory, 'empty');
    await mkdir(folder, { recursive: true });
    const file = trainedFile(cases.find((one) => one.name === name)!);
    const { exitCode, stderr } = await withoutEngine('convert', file, '--out', 'empty/model.onnx');
    expect(exitCode, stderr).toBe(2);
    expect(await readdir(folder)).toEqual([]);
    expect(await readdir(directory)).not.toContain('PWNED');
  });

  it('is not opened on this machine for want of an engine', async () => {
    const file = trainedFile(cases.find(({ name }) => name === 'iris-logreg-protocol2')!);
    const { exitCode, stderr } = await withoutEngine('convert', file, '--engine', 'docker');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('A model is converted in a container, and there is no engine for it');
    expect(stderr).toContain('--python');
  });

  it('that is a pickle is opened by a Python of this machine only where it is trusted', async () => {
    const file = trainedFile(cases.find(({ name }) => name === 'iris-logreg-protocol2')!);
    const { exitCode, stderr } = await withoutEngine('convert', file, '--python', 'python3');
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--python is no sandbox'),
    });
  });

  it('needs its rows to be there', async () => {
    const file = trainedFile(cases.find(({ name }) => name === 'iris-logreg-protocol2')!);
    const { exitCode, stderr } = await withoutEngine('convert', file, '--data', 'rows.csv');
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('There is no file rows.csv'),
    });
  });
});

describe('ml-docker convert', () => {
  it('wants a file', async () => {
    expect(await withoutEngine('convert')).toMatchObject({ exitCode: 2 });
  });

  it('has nothing to do with an ONNX file', async () => {
    const { exitCode, stderr } = await withoutEngine('convert', 'sample:iris');
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('needs no conversion'),
    });
  });

  it.skipIf(nothing)('overwrites no file', async () => {
    await writeFile(path.join(directory, 'iris.onnx'), 'mine');
    const file = trainedFile(cases.find(({ name }) => name === 'iris-logreg-protocol2')!);
    const { exitCode, stderr } = await withoutEngine('convert', file);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--force') });
  });
});
