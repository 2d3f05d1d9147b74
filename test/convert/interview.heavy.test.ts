import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../lib/convert/report.ts';
import type { Golden } from '../../lib/onnx/card/card.ts';
import { bin, emptyFolder, mlDocker } from '../cli.ts';
import { lacks } from '../skip.ts';
import { Terminal } from '../terminal.ts';
import { BUNDLE, GAUSSIAN_PROCESS, trained } from './training.ts';

const nothing = await lacks('engine', 'baseImage', 'pythonImage', 'tmux');
const MINUTES = 60_000;

describe.skipIf(nothing)('a trained model in the interview', () => {
  let directory: string;
  let remove: () => Promise<void>;
  const terminal = new Terminal({ columns: 110, rows: 50 });
  beforeAll(async () => {
    ({ directory, remove } = await emptyFolder());
    await writeFile(path.join(directory, 'bundle.pkl'), await trained(BUNDLE));
    await writeFile(path.join(directory, 'process.joblib'), await trained(GAUSSIAN_PROCESS));
  }, 10 * MINUTES);
  afterAll(async () => {
    await terminal.close();
    await remove();
  });

  it(
    'that is not converted says why, and another one is asked for; which part is the model is asked as well',
    async () => {
      await terminal.start(`${process.execPath} ${bin} --skip-install --port 18455`, directory);
      await terminal.shows('Which model?');
      await terminal.type('process.joblib', 1500);
      await terminal.shows('GaussianProcessClassifier', 5 * MINUTES);
      await terminal.shows(/error: [^]*GaussianProcessClassifier[^]*Which model\?/);
      await terminal.press('C-u');
      await terminal.type('bundle.pkl', 1500);
      const asked = await terminal.shows('Which of these is the model?', MINUTES);
      expect(asked.replaceAll(/\s+/g, ' ')).toContain(
        'how they belong together is not plain: pca (PCA), scaler (StandardScaler), model (LogisticRegression)',
      );
      await terminal.shows('scaler+pca+model');
      await terminal.press('Enter');
      await terminal.shows('proved: ', MINUTES);
      await terminal.shows('Name of the API?');
      await terminal.press('Enter');
      await terminal.shows('Base image?');
      await terminal.press('Enter');
      await terminal.shows('What next?');
      await terminal.press('Down', 'Down', 'Enter');
      const screen = await terminal.shows(/exit=\d/);
      expect(screen).toContain('exit=0');
      const command = /The same again, without questions:\n +ml-docker (.*)/.exec(screen)![1]!.trim();
      expect(command).toContain('--entry scaler+pca+model');
      const json = async (...file: string[]): Promise<never> =>
        JSON.parse(await readFile(path.join(directory, 'bundle', ...file), 'utf8')) as never;
      const { model }: Report = await json('convert', 'report.json');
      expect(model).toBe('Pipeline(StandardScaler, PCA, LogisticRegression)');
      const { cases }: Golden = await json('test', 'golden.json');
      const rows = cases.map(({ request }) => (request.rows as Record<string, number>[])[0]!);
      // Whole numbers in training, says the scaler's sum of their squares.
      const whole = ['SibSp', 'Fare', 'Pclass'].filter((name) =>
        rows.every((row) => Number.isInteger(row[name])),
      );
      expect(whole).toEqual(['SibSp', 'Pclass']);
      const readme = await readFile(path.join(directory, 'bundle', 'README.md'), 'utf8');
      expect(readme).toContain('--entry scaler+pca+model');
    },
    10 * MINUTES,
  );

  it(
    'is refused without a terminal, with the lines that say which part it is',
    async () => {
      const run = await mlDocker(directory, 'convert', 'bundle.pkl');
      expect(run.exitCode).toBe(2);
      expect(run.stderr).toContain('  --entry scaler+pca+model\n');
      expect(run.stderr).toContain('  --entry model\n');
      const alone = await mlDocker(directory, 'convert', 'bundle.pkl', '--entry', 'scaler+model');
      expect(alone.exitCode, alone.stderr).toBe(2);
      expect(existsSync(path.join(directory, 'bundle.onnx'))).toBe(false);
      const joined = await mlDocker(directory, 'convert', 'bundle.pkl', '--entry', 'scaler+pca+model');
      expect(joined.exitCode, joined.stderr).toBe(0);
    },
    5 * MINUTES,
  );
});
