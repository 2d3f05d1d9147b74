import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { containersOf } from '../../lib/container/run/contained.ts';
import type { Report } from '../../lib/convert/report.ts';
import type { Card, Golden } from '../../lib/onnx/card/card.ts';
import { bin, emptyFolder, mlDocker } from '../cli.ts';
import { lacks } from '../skip.ts';
import { answersAsItsLibrary, converted } from './cases.ts';
import { judgedAgain, spoilt } from './spoilt.ts';
import { HARMFUL, SECONDS, TITANIC, trained } from './training.ts';

const nothing = await lacks('engine', 'baseImage', 'pythonImage', 'trained');
const MINUTES = 60_000;

let directory: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ directory, remove } = await emptyFolder());
  if (nothing) return;
  await writeFile(path.join(directory, 'titanic.joblib'), await trained(TITANIC));
  await writeFile(path.join(directory, 'retrained.joblib'), await trained(TITANIC, { seed: 1 }));
  await writeFile(path.join(directory, 'seconds.joblib'), await trained(SECONDS));
}, 10 * MINUTES);
afterAll(() => remove());

const json = async <T>(...file: string[]): Promise<T> =>
  JSON.parse(await readFile(path.join(directory, ...file), 'utf8')) as T;

/** With one sandbox: that of the newest scikit-learn. */
describe.skipIf(nothing)('a trained model', () => {
  it.each([['bayesian-ridge-skops'], ['digits-pca-extratrees'], ['garments-ordinal-missing-string']])(
    '%s answers as its own library does',
    answersAsItsLibrary,
    5 * MINUTES,
  );

  it(
    'is converted by the command, and refused where the file is there already',
    async () => {
      const run = await mlDocker(directory, 'convert', 'titanic.joblib', '--json');
      expect(run.exitCode, run.stderr).toBe(0);
      expect(JSON.parse(run.stdout)).toMatchObject({
        out: 'titanic.onnx',
        framework: 'scikit-learn',
        proof: { labels: { different: 0 } },
      });
      const inspected = await mlDocker(directory, 'inspect', 'titanic.onnx', '--json');
      expect(JSON.parse(inspected.stdout)).toMatchObject({ servable: true });
      const again = await mlDocker(directory, 'convert', 'titanic.joblib');
      expect({ exitCode: again.exitCode, said: again.stderr }).toMatchObject({
        exitCode: 2,
        said: expect.stringContaining('There is a file titanic.onnx already'),
      });
    },
    5 * MINUTES,
  );

  it(
    'becomes a project with all that tells how, and gives way to one that is trained anew',
    async () => {
      const made = await mlDocker(directory, 'api', '--model', 'titanic.joblib', '--yes', '--skip-install');
      expect(made.exitCode, made.stderr).toBe(0);
      const project = path.join(directory, 'api');
      const card = await json<Card>('api', 'model', 'card.json');
      expect(card.source).toMatchObject({ file: 'titanic.joblib', framework: 'scikit-learn' });
      expect(card.proof!.labels.different).toBe(0);
      expect(await readFile(path.join(project, 'README.md'), 'utf8')).toContain(card.proof!.summary);
      const kept = await readdir(path.join(project, 'convert'));
      expect(kept).toEqual(
        expect.arrayContaining(['Dockerfile', 'README.md', 'program', 'report.json', 'requirements.txt']),
      );
      const golden = await json<Golden>('api', 'test', 'golden.json');
      expect(golden.source).toBe('titanic.joblib');
      for (const { request, answer } of golden.cases) {
        const [row] = request.rows as Record<string, number | string>[];
        expect(Object.keys(row!).sort()).toEqual(['Age', 'Fare', 'Pclass', 'Sex', 'SibSp']);
        expect([row!.Pclass, row!.SibSp].every(Number.isInteger)).toBe(true);
        expect(row!.SibSp).toBeGreaterThanOrEqual(0);
        expect(answer.rows).toEqual([{ label: expect.any(Number), probabilities: expect.any(Array) }]);
      }
      const again = await mlDocker(project, '--yes', '--skip-install');
      expect(again.exitCode, again.stderr).toBe(0);
      expect(await readdir(path.join(project, 'convert'))).toEqual(kept);

      const exchange = await mlDocker(project, 'model', '../retrained.joblib', '--skip-install');
      expect(exchange.exitCode, exchange.stderr).toBe(0);
      expect(exchange.stdout).toMatch(
        /compared with titanic\.joblib, the previous model, in \d+ rows:\n {2}label: another one in \d+ \(.*%\)\n(?: {4}\{.*\n)+ {2}probabilities: 0\.\d+ apart on average, 0\.\d+ at most\n/,
      );
      const { compared, proof } = await json<Report>('api', 'convert', 'report.json');
      expect(compared).toMatchObject({ previous: 'titanic.joblib', rows: proof.rows });
      expect(compared!.outputs[0]!.different).toBeGreaterThan(0);
      expect((await json<Golden>('api', 'test', 'golden.json')).source).toBe('retrained.joblib');

      const other = await mlDocker(project, 'model', 'sample:iris', '--force', '--skip-install');
      expect(other.exitCode, other.stderr).toBe(0);
      expect(existsSync(path.join(project, 'convert'))).toBe(false);
    },
    5 * MINUTES,
  );

  it(
    'that answers otherwise is refused, or taken with the figures written down',
    async () => {
      const args = ['seconds', '--model', 'seconds.joblib', '--yes', '--skip-install'];
      const refused = await mlDocker(directory, ...args);
      expect(refused.exitCode, refused.stdout).toBe(2);
      expect(refused.stderr).toMatch(/does not answer as the original: \d+ of \d+ rows differ/);
      expect(refused.stderr).toMatch(/\{"sold_at":[\d.]+\}: prediction is .*, converted /);
      expect(existsSync(path.join(directory, 'seconds'))).toBe(false);
      const taken = await mlDocker(directory, ...args, '--accept-differences');
      expect(taken.exitCode, taken.stderr).toBe(0);
      expect(taken.stdout).toMatch(/^accepted, though it differs: /m);
      const { proof, worst } = await json<Report>('seconds', 'convert', 'report.json');
      expect(proof).toMatchObject({ accepted: true });
      expect(proof.values.largestRelative).toBeGreaterThan(1e-4);
      expect(worst.length).toBeGreaterThan(0);
      expect((await json<Card>('seconds', 'model', 'card.json')).proof).toEqual(proof);
      const readme = await readFile(path.join(directory, 'seconds', 'README.md'), 'utf8');
      expect(readme).toContain(`but for differences that were accepted: ${proof.summary}`);
      const how = await readFile(path.join(directory, 'seconds', 'convert', 'README.md'), 'utf8');
      expect(how).toContain('ml-docker convert seconds.joblib --accept-differences\n');
    },
    5 * MINUTES,
  );

  it(
    'is left by Ctrl-C, and no container of it',
    async () => {
      const args = ['convert', 'titanic.joblib', '--out', 'stopped.onnx'];
      const run = execa(process.execPath, [bin, ...args], { cwd: directory, reject: false });
      const containers = async (): Promise<string> =>
        (await execa('docker', ['ps', '-aq', '--filter', `name=^${containersOf(run.pid!)}`])).stdout;
      for await (const line of run) {
        if (!line.startsWith('converting')) continue;
        await expect.poll(containers, { timeout: 20_000 }).not.toBe('');
        run.kill('SIGINT');
      }
      expect((await run).exitCode).toBe(130);
      expect(existsSync(path.join(directory, 'stopped.onnx'))).toBe(false);
      expect(await containers()).toBe('');
    },
    2 * MINUTES,
  );

  it(
    'that does harm is contained where somebody trusts it',
    async () => {
      const folder = path.join(directory, 'trusting');
      await mkdir(folder);
      await writeFile(path.join(directory, 'harmful.pkl'), await trained(HARMFUL));
      const refused = await mlDocker(folder, 'convert', '../harmful.pkl');
      expect(refused.stderr).toContain('Opening it calls builtins.eval');
      const run = await mlDocker(folder, 'convert', '../harmful.pkl', '--trust-model');
      expect(run.exitCode, run.stdout).toBe(2);
      expect(run.stderr).toContain('RuntimeError: written here and in /tmp: False True');
      expect(existsSync('/tmp/PWNED')).toBe(false);
      expect(await readdir(folder)).toEqual([]);
    },
    5 * MINUTES,
  );

  it(
    'does not pass with one wrong leaf of all its trees',
    async () => {
      const { report, onnx, proved } = await converted(path.join(directory, 'titanic.joblib'));
      const verdict = await judgedAgain(await spoilt(onnx, report.sandbox.image!), proved);
      expect(verdict.passed).toBe(false);
      expect(verdict.differing).toBeGreaterThan(0);
    },
    5 * MINUTES,
  );
});
