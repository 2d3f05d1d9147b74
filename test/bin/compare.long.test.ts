import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CompareResult } from '../../lib/commands/compare/compare.ts';
import { nextFreePort } from '../../lib/container/values/port.ts';
import { packageRoot } from '../../lib/package.ts';
import { emptyFolder, mlDocker } from '../cli.ts';
import { otherIris } from '../kubernetes/other-iris.ts';
import { removeAll } from '../lib/container/scratch.ts';
import { lacks } from '../skip.ts';

const noEngine = await lacks('engine', 'baseImage');

describe('ml-docker compare refuses', () => {
  it.each([
    [[], 'Two models are needed to compare'],
    [['a.onnx'], 'Two models are needed to compare'],
    [['sample:iris', 'sample:iris'], 'There are no rows that both could answer'],
  ])('%j', async (args, reason) => {
    const { exitCode, stderr } = await mlDocker(packageRoot, 'compare', ...args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`error: ${reason}`);
  });
});

describe.skipIf(noEngine)('ml-docker compare', () => {
  const name = `ml-docker-test-compare-${process.pid}`;
  const rows = path.join(packageRoot, 'samples', 'iris', 'iris.csv');
  let directory: string;
  let remove: () => Promise<void>;
  beforeAll(async () => {
    ({ directory, remove } = await emptyFolder());
    await writeFile(path.join(directory, 'other.onnx'), await otherIris());
    const made = await mlDocker(directory, '.', '--name', name, '--yes', '--skip-install');
    expect(made.exitCode, made.stderr).toBe(0);
  });
  afterAll(async () => {
    await removeAll(name);
    await remove();
  });
  const compare = async (...sides: string[]): Promise<CompareResult> => {
    const words = ['compare', ...sides, '--data', rows, '--engine', 'docker', '--json'];
    const { exitCode, stdout, stderr } = await mlDocker(directory, ...words);
    expect(exitCode, stderr).toBe(0);
    return JSON.parse(stdout) as CompareResult;
  };

  it('finds a model the same as itself, and tells two apart by their labels and values', async () => {
    const count = (await readFile(rows, 'utf8')).trim().split('\n').length - 1;
    const same = await compare('sample:iris', 'model/model.onnx');
    expect(same.rows).toBe(count);
    expect(same.outputs.map(({ different }) => different)).toEqual([0, 0]);
    const { outputs, worst } = await compare('model/model.onnx', 'other.onnx');
    const [label, probability] = outputs as [CompareResult['outputs'][0], CompareResult['outputs'][0]];
    expect(label).toMatchObject({ output: 'output_label', kind: 'labels' });
    expect(label.different).toBeGreaterThan(0);
    expect(probability.largestAbsolute).toBeGreaterThan(0.1);
    expect(worst[0]!.old).not.toEqual(worst[0]!.new);
  }, 180_000);

  it('asks a service that runs, and finds what the file in it answers', async () => {
    const port = (await nextFreePort(18_600))!;
    const ran = await mlDocker(directory, 'run', '--host-port', String(port), '--engine', 'docker');
    expect(ran.exitCode, ran.stderr).toBe(0);
    const { outputs } = await compare(`http://localhost:${port}`, 'sample:iris');
    expect(outputs.map(({ different }) => different)).toEqual([0, 0]);
  }, 180_000);

  it('says where no service answers', async () => {
    const words = ['compare', 'http://127.0.0.1:9', 'http://127.0.0.1:9', '--data', rows];
    const { exitCode, stderr } = await mlDocker(directory, ...words);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('error: No service that could be compared answers at http://127.0.0.1:9');
  });
});
