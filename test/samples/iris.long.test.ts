import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestContext } from 'vitest';
import type { Golden } from '../../lib/onnx/card.ts';
import { pythonEnvironment } from './python-environment.ts';
import type { PythonEnvironment } from './python-environment.ts';

const SAMPLE = path.resolve(import.meta.dirname, '../../samples/iris');

/** What test/samples/held_out.py prints about one model file. */
interface HeldOut {
  labels: string[];
  probabilities: Record<string, number>[];
}

describe('sample iris, trained again', { timeout: 300_000 }, () => {
  let environment: PythonEnvironment;
  let again: string;

  beforeAll(async () => {
    environment = await pythonEnvironment(path.join(SAMPLE, 'requirements.txt'));
    if ('missing' in environment) sayWhy(environment.missing);
    again = await mkdtemp(path.join(tmpdir(), 'ml-docker-iris-'));
  }, 600_000);
  afterAll(() => rm(again, { recursive: true, force: true }));

  /** Runs Python in the sample's environment; where there can be none, skips the test. */
  async function python(test: TestContext, args: string[]): Promise<string> {
    if ('missing' in environment) return test.skip(environment.missing);
    // No bytecode beside the sample's own files.
    const { stdout } = await execa(environment.python, ['-B', ...args], { stdin: 'ignore' });
    return stdout;
  }

  it("reads scikit-learn's own iris data from iris.csv", async (test) => {
    const compare = [
      'import sys; sys.path.insert(0, sys.argv[1])',
      'import train; from sklearn.datasets import load_iris',
      'iris, (measurements, species) = load_iris(), train.read_flowers()',
      'print((iris.data == measurements).all(), (iris.target_names[iris.target] == species).all())',
    ];
    expect(await python(test, ['-c', compare.join('\n'), SAMPLE])).toBe('True True');
  });

  it('gives the same labels, and probabilities within 1e-5, for the held-out flowers', async (test) => {
    const said = await python(test, [path.join(SAMPLE, 'train.py'), '--out', again]);
    expect(said).toMatch(/9\d\.\d% of 30 held-out flowers are recognised/);

    const files = [path.join(SAMPLE, 'iris.onnx'), path.join(again, 'iris.onnx')];
    const script = path.join(import.meta.dirname, 'held_out.py');
    const [committed, retrained] = JSON.parse(await python(test, [script, SAMPLE, ...files])) as [
      HeldOut,
      HeldOut,
    ];
    expect(committed.labels).toHaveLength(30);
    expect(retrained.labels).toEqual(committed.labels);
    expect(retrained.probabilities).toEqual(close(committed.probabilities));
  });

  it('writes the golden answers again, within 1e-5', async (test) => {
    await python(test, [path.join(SAMPLE, 'train.py'), '--out', again]);
    const committed = await readJson<Golden>(SAMPLE, 'golden.json');
    const retrained = await readJson<Golden>(again, 'golden.json');
    expect(retrained.cases).toEqual(close(committed.cases));
  });
});

/** @throws Error  under .ci/run, which should have installed Python */
function sayWhy(reason: string): void {
  if (process.env.ML_DOCKER_CI === '1') throw new Error(`${reason}, though .ci/run should have seen to it`);
  process.stderr.write(`skipped: ${reason}\n`);
}

/** The same value, each number in it within 0.5e-5. */
function close<T>(value: T): T {
  const within = (_key: string, part: unknown) => (typeof part === 'number' ? expect.closeTo(part, 5) : part);
  return JSON.parse(JSON.stringify(value), within) as T;
}

async function readJson<T>(folder: string, file: string): Promise<T> {
  return JSON.parse(await readFile(path.join(folder, file), 'utf8')) as T;
}
