import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { convert, type Converted } from '../../lib/convert/convert.ts';
import { isTrained, readOrKnow } from '../../lib/convert/trained.ts';
import { DEFAULT_BASE_IMAGE } from '../../lib/defaults.ts';
import { bin, emptyFolder, mlDocker } from '../cli.ts';
import { lacks, trainedModels } from '../skip.ts';

const nothing = await lacks('engine', 'baseImage', 'pythonImage', 'trained');
const MINUTES = 60_000;

let directory: string;
let remove: () => Promise<void>;
beforeAll(async () => ({ directory, remove } = await emptyFolder()));
afterAll(() => remove());

const said: string[] = [];
const io = {
  interactive: false,
  ask: () => Promise.reject(new Error('nobody is there')),
  say: (line: string) => void said.push(line),
  progress: () => undefined,
  write: () => Promise.resolve(),
};

/** What a method of the original library has answered, row by row. */
type Outputs = Record<string, { values: unknown[] } | undefined>;

/** A case of the trained models: its file, and what belongs to it. */
async function trained(name: string): Promise<{ file: string; rows: string; expected: Outputs }> {
  const folder = path.join(trainedModels, name);
  const json = async (file: string): Promise<{ file: string; outputs: Outputs }> =>
    JSON.parse(await readFile(path.join(folder, file), 'utf8'));
  const { file } = await json('case.json');
  return {
    file: path.join(folder, file),
    rows: path.join(folder, 'rows.json'),
    expected: (await json('expected.json')).outputs,
  };
}

async function converted(
  name: string,
  more: { data?: string; trustModel?: boolean } = {},
): Promise<Converted> {
  const { file } = await trained(name);
  const known = await readOrKnow(file);
  if (!isTrained(known)) throw new Error(`${name} is ONNX`);
  return convert(file, known, { cwd: directory, baseImage: DEFAULT_BASE_IMAGE, ...more }, io);
}

describe.skipIf(nothing)('a trained model', () => {
  it.each([
    ['iris-logreg-protocol2'],
    ['titanic-forest-sav'],
    ['churn-pipeline-xgbclassifier'],
    ['bayesian-ridge-skops'],
    ['mlflow-sklearn'],
    ['xgb320-classifier-ubj'],
    ['lgb335-binary-txt'],
    ['catboost1210-regressor-cbm'],
  ])(
    '%s answers as its own library does',
    async (name) => {
      const { rows, expected } = await trained(name);
      const { proof, proved } = await converted(name, { data: rows });
      expect(proof.accepted, proof.summary).toBeUndefined();
      expect(proof.rows).toBeGreaterThan(5);
      expect(proof.labels.different).toBe(0);
      // What is served is what its library said when the case was made: of two classes, perhaps the second alone.
      const wanted = (expected['predict_proba'] ?? expected['predict'])!.values;
      const served = proved.converted['probabilities'] ?? proved.converted['prediction']!;
      expect(served.length).toBe(wanted.length);
      for (const [i, want] of wanted.entries()) {
        const values = [want].flat().map(Number);
        const given = [served[i]].flat().slice(-values.length).map(Number);
        for (const [j, value] of values.entries())
          expect(Math.abs(given[j]! - value)).toBeLessThanOrEqual(1e-6 + 1e-4 * Math.abs(value));
      }
    },
    10 * MINUTES,
  );

  it(
    'is converted by the command, and refused where the file is there already',
    async () => {
      const { file } = await trained('titanic-forest-sav');
      const run = await mlDocker(directory, 'convert', file, '--json');
      expect(run.exitCode, run.stderr).toBe(0);
      const result = JSON.parse(run.stdout);
      expect(result).toMatchObject({
        out: 'titanic_model.onnx',
        framework: 'scikit-learn',
        frameworkVersion: '1.1.3',
        proof: { labels: { different: 0 } },
      });
      const inspected = await mlDocker(directory, 'inspect', 'titanic_model.onnx', '--json');
      expect(JSON.parse(inspected.stdout)).toMatchObject({ servable: true });
      const again = await mlDocker(directory, 'convert', file);
      expect({ exitCode: again.exitCode, said: again.stderr }).toMatchObject({
        exitCode: 2,
        said: expect.stringContaining('There is a file titanic_model.onnx already'),
      });
    },
    5 * MINUTES,
  );

  it(
    'becomes a project with all that tells how',
    async () => {
      const { file } = await trained('titanic-forest-sav');
      const made = await mlDocker(directory, 'titanicapi', '--model', file, '--yes', '--skip-install');
      expect(made.exitCode, made.stderr).toBe(0);
      const project = path.join(directory, 'titanicapi');
      const card = JSON.parse(await readFile(path.join(project, 'model', 'card.json'), 'utf8'));
      expect(card.source).toMatchObject({ file: 'titanic_model.sav', framework: 'scikit-learn' });
      expect(card.proof.labels.different).toBe(0);
      expect(await readFile(path.join(project, 'README.md'), 'utf8')).toContain(card.proof.summary);
      const kept = await readdir(path.join(project, 'convert'));
      expect(kept).toEqual(
        expect.arrayContaining(['Dockerfile', 'README.md', 'convert.py', 'report.json', 'requirements.txt']),
      );
      const golden = JSON.parse(await readFile(path.join(project, 'test', 'golden.json'), 'utf8'));
      expect(golden.source).toBe('titanic_model.sav');
      const again = await mlDocker(project, '--yes', '--skip-install');
      expect(again.exitCode, again.stderr).toBe(0);
      expect(await readdir(path.join(project, 'convert'))).toEqual(kept);
      const exchanged = await mlDocker(project, 'model', 'sample:iris', '--force', '--skip-install');
      expect(exchanged.exitCode, exchanged.stderr).toBe(0);
      expect(existsSync(path.join(project, 'convert'))).toBe(false);
    },
    5 * MINUTES,
  );

  it(
    'is left by Ctrl-C, and no container of it',
    async () => {
      const { file } = await trained('titanic-forest-sav');
      const run = execa(process.execPath, [bin, 'convert', file, '--out', 'stopped.onnx'], {
        cwd: directory,
        reject: false,
      });
      for await (const line of run)
        if (line.startsWith('converting')) setTimeout(() => run.kill('SIGINT'), 1500);
      expect((await run).exitCode).toBe(130);
      expect(existsSync(path.join(directory, 'stopped.onnx'))).toBe(false);
      expect((await execa('docker', ['ps', '-aq', '--filter', 'name=^ml-docker-'])).stdout).toBe('');
    },
    2 * MINUTES,
  );

  it(
    'that does harm is contained where somebody trusts it',
    async () => {
      const file = path.join(trainedModels, 'bad-reduce-posix-system', 'model.pkl');
      const folder = path.join(directory, 'trusting');
      await mkdir(folder);
      const run = await mlDocker(folder, 'convert', file, '--trust-model', '--out', 'x.onnx');
      expect(run.exitCode, run.stdout).toBe(2);
      expect(await readdir(folder)).toEqual([]);
    },
    10 * MINUTES,
  );

  it(
    'does not pass with one wrong leaf of all its trees',
    async () => {
      const { report, onnx, proved } = await converted('titanic-forest-sav');
      // The program in the sandbox's own image knows ONNX.
      const spoil = `
import sys, onnx
model = onnx.load_model_from_string(sys.stdin.buffer.read())
for node in model.graph.node:
    for attribute in node.attribute:
        if attribute.name in ("class_weights", "target_weights", "leaf_weights"):
            attribute.floats[0] += 0.5
sys.stdout.buffer.write(model.SerializeToString())`;
      const args = ['run', '--rm', '-i', '--network', 'none', report.sandbox.image!, 'python', '-c', spoil];
      const { stdout } = await execa('docker', args, { inputFile: onnx, encoding: 'buffer' });
      const folder = path.join(directory, 'spoilt');
      await mkdir(path.join(folder, 'candidates'), { recursive: true });
      await writeFile(path.join(folder, 'candidates', '0.onnx'), stdout);
      const { judged } = await judgedAgain(folder, proved);
      expect(judged.verdict.passed).toBe(false);
      expect(judged.verdict.differing).toBeGreaterThan(0);
    },
    5 * MINUTES,
  );
});

/** The proof of another file, on the same rows with the same answers of the original. */
async function judgedAgain(folder: string, { inputs, original, kinds }: Converted['proved']) {
  const { prove } = await import('../../lib/convert/proof/prove.ts');
  const { askService } = await import('../../lib/convert/proof/answers.ts');
  const { proofImage } = await import('../../lib/convert/proof/image.ts');
  const { findEngine } = await import('../../lib/container/engine/engine.ts');
  const { runContained } = await import('../../lib/container/run/contained.ts');
  await writeFile(path.join(folder, 'rows.json'), JSON.stringify({ inputs }));
  await writeFile(path.join(folder, 'original.json'), JSON.stringify(original));
  await writeFile(path.join(folder, 'kinds.json'), JSON.stringify(kinds));
  const engine = await findEngine();
  const image = await proofImage(engine, DEFAULT_BASE_IMAGE, io);
  const candidate = {
    file: 'candidates/0.onnx',
    way: 'spoilt',
    rows: 'rows.json',
    original: 'original.json',
  };
  const { best } = await prove([candidate], folder, (asked) =>
    askService((piped) => runContained(engine, { ...piped, image, writable: ['/app/model'] }), asked),
  );
  return { judged: best };
}
