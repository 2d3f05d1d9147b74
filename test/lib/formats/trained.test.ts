import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../../lib/errors.ts';
import { lookInto } from '../../../lib/formats/inspect.ts';
import type { Source } from '../../../lib/formats/source.ts';
import { checkModel } from '../../../lib/model/check.ts';
import { lacks, trainedModels } from '../../skip.ts';
import {
  pythonPattern,
  trainedAnswers,
  type TrainedCase,
  trainedCases,
  trainedFile,
} from './trained-cases.ts';

const nothing = await lacks('trained');
const cases = trainedCases();

/** Frameworks as this project calls them, by the words of case.json. */
const FRAMEWORKS: [words: RegExp, framework: string | null, package_: string | null][] = [
  [/^mlflow \(sklearn\)|^scikit-learn/, 'scikit-learn', 'scikit-learn'],
  [/^mlflow \(xgboost\)|^xgboost/, 'xgboost', 'xgboost'],
  [/^mlflow/, 'mlflow', null],
  // Its estimators note the version of scikit-learn alone.
  [/^imbalanced-learn/, 'imbalanced-learn', null],
  [/^lightgbm/, 'lightgbm', 'lightgbm'],
  [/^catboost/, 'catboost', 'catboost'],
  [/^keras/, 'keras', 'keras'],
  [/^tensorflow/, 'tensorflow', 'tensorflow-cpu'],
  [/^tflite/, 'tflite', 'tensorflow-cpu'],
  [/^pytorch/, 'pytorch', 'torch'],
  [/^safetensors/, 'safetensors', null],
  [/transformers|optimum/, 'huggingface transformers', 'transformers'],
  [/^pandas/, 'pandas', null],
  [/^numpy/, 'numpy', null],
  [/^none/, null, null],
];

/** Files that do not say which version of their library wrote them, or only a part of it. */
const VERSIONS: Record<string, string | null> = {
  'bad-h5-external-link': '2.15.0',
  'xgb176-binary-old-format': '1.7',
  'optimum-onnx-folder': null,
};
const WITHOUT_VERSION =
  /^(lgb|torchscript|state-dict|lightning|legacy-torch|module-class|sequential-saved|bad-torch)/;

function frameworkOf({ framework }: TrainedCase): (typeof FRAMEWORKS)[number] {
  return FRAMEWORKS.find(([words]) => words.test(framework))!;
}

function versionOf(trained: TrainedCase): string | null {
  if (trained.name in VERSIONS) return VERSIONS[trained.name]!;
  const [, , name] = frameworkOf(trained);
  const version = name === null ? undefined : trained.versions[name];
  return name === null || WITHOUT_VERSION.test(trained.name) ? null : (version ?? null);
}

/** What a column may be called here, by its type in the table of training. `null` is no claim. */
function typesOf(dtype: string): (string | null)[] {
  if (/^float/.test(dtype)) return ['number', null];
  // What is trained on whole numbers takes any, as far as the file says.
  if (/^int/.test(dtype)) return ['integer', 'number', null];
  if (dtype === 'bool') return ['boolean', 'number', null];
  return ['text', null];
}

/** Inputs of networks have names of their own; a table's columns are named where the file names them. */
function expectColumns({ columns }: Source, trained: TrainedCase): void {
  // What a function of Python takes, case.json knows better than the file.
  if (columns.length === 0 || trained.columns.length === 0 || trained.trust !== 'safe') return;
  expect(columns.length).toBe(trained.columns.length);
  columns.forEach(({ name, type }, i) => {
    const expected = trained.columns[i]!;
    // LightGBM writes underscores for spaces.
    const names = [expected.name, expected.name.replaceAll(' ', '_')];
    if (expected.shape === undefined && trained.input !== 'text') expect(names).toContain(name);
    expect(typesOf(expected.dtype), name).toContain(type);
  });
}

/** Formats whose classifiers hold their labels. */
const WITH_CLASSES = /^(pickle|joblib|skops|catboost-cbm|catboost-json|mlflow)$/;

/** Every label that the original library gave is one of the classes, and it has a probability for each of these. */
function expectClasses({ format, framework, classes }: Source, trained: TrainedCase): void {
  const answers = trainedAnswers(trained);
  if (answers === undefined) return;
  if (WITH_CLASSES.test(format) && !(format === 'mlflow' && framework === 'xgboost'))
    expect(classes).not.toBeNull();
  if (classes === null) return;
  expect(classes).toEqual(expect.arrayContaining(answers.labels));
  if (answers.probabilities !== undefined) expect(classes).toHaveLength(answers.probabilities);
}

describe.skipIf(nothing)('the trained models', { timeout: 30_000 }, () => {
  let folder: string;
  const before = process.cwd();
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'ml-docker-trained-'));
    process.chdir(folder);
  });
  afterAll(() => {
    process.chdir(before);
    // The payloads of the hostile ones write a file into the working folder.
    expect(readdirSync(folder)).toEqual([]);
    expect(existsSync(path.join(trainedModels, 'PWNED'))).toBe(false);
    rmSync(folder, { recursive: true });
  });

  it('are all there', () => {
    expect(cases).toHaveLength(115);
  });

  it.each(cases.map((one) => [one.name, one] as const))('%s is read as it was made', async (_, trained) => {
    const { inspection } = await lookInto(trainedFile(trained));
    const { source, convertible, problems, servable } = inspection;
    const said = problems.map(({ message, hint }) => `${message}\n${hint}`).join('\n');

    if (trained.convertible === false) {
      expect(servable === null ? convertible : servable).toBe(false);
      if (trained.must_say !== null) expect(said).toMatch(pythonPattern(trained.must_say));
    }
    if (trained.convertible === true) expect(convertible).not.toBe(false);
    // What has a converter here is said nothing of.
    if (trained.convertible === 'partly' && trained.must_say !== null && convertible !== true)
      expect(said).toMatch(pythonPattern(trained.must_say));
    expect((source?.unknownCalls ?? []).length > 0).toBe(
      /malicious|unknown/.test(trained.trust) && callsSomething(trained),
    );
    if (source === undefined || trained.trust === 'malicious') return;
    const [, framework] = frameworkOf(trained);
    expect({ framework: source.framework, version: source.frameworkVersion }).toEqual({
      framework,
      version: versionOf(trained),
    });
    expectColumns(source, trained);
    expectClasses(source, trained);
  });

  it.each(cases.filter(({ convertible }) => convertible === false).map((one) => [one.name, one] as const))(
    '%s is refused by the main command with its reason',
    async (_, trained) => {
      const error: unknown = await checkModel(trainedFile(trained), { cwd: folder }).catch(
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(UserError);
      const { exitCode } = error as UserError;
      expect(exitCode).toBe(2);
      if (trained.must_say !== null)
        expect((error as UserError).text()).toMatch(pythonPattern(trained.must_say));
    },
  );
});

/** Whether there are names that opening it would call; bombs have none, nor files that lead outside. */
function callsSomething({ name }: TrainedCase): boolean {
  return !/laughs|deep-nesting|zeros|joblib-bomb|external-link|traversal/.test(name);
}
