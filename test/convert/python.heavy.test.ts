import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import * as tar from 'tar';
import { afterAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../lib/package.ts';
import { lacks, trainedModels } from '../skip.ts';
import type { TrainedCase as Case } from '../lib/formats/trained-cases.ts';
import { environment, JUDGING, packagesOf, pythonOf, requirements, type Row } from './environments.ts';
import { REFUSED, REFUSED_ROWS, tables } from './tables.ts';

interface Answer {
  status: 'converted' | 'refused' | 'failed';
  code: string | null;
  message: string | null;
  model: string;
}

interface Verdict {
  way: string | null;
  rows: number;
  labels: number;
  values: number;
  thresholds: { labels: number; values: number };
  tried: string[];
}

async function read<T>(...file: string[]): Promise<T> {
  return JSON.parse(await readFile(path.join(...file), 'utf8')) as T;
}

const isMissing = await lacks('trained');
const table = await requirements();

/** The row that opens a case: that of its booster, which has scikit-learn too, else that of scikit-learn. */
function rowOf({ framework, versions }: Case): [library: string, row: Row] {
  const boosters = ['xgboost', 'lightgbm', 'catboost'].filter((library) => versions[library] !== undefined);
  const library =
    (/^(scikit-learn( \(skops\))?|imbalanced-learn)$/.test(framework) ? undefined : boosters[0]) ??
    'scikit-learn';
  const version = versions[library];
  const rows = table[library]!;
  const minor = version?.split('.').slice(0, 2).join('.');
  const row =
    rows.find((one) => one.version === version) ?? rows.find(({ versions: [, to] }) => to === minor);
  return [library, row ?? rows.at(-1)!];
}

const CONVERT = path.join(packageRoot, 'templates', 'convert', 'program', 'convert.py');
const JUDGE = path.join(packageRoot, 'test', 'convert', 'judge.py');

/** Runs convert.py as the sandbox does. Returns the folder with its answer. */
async function convert(python: string, one: Case, rows: 'data' | 'made', work: string): Promise<string> {
  const [given, back] = [path.join(work, 'given'), path.join(work, 'back')];
  await mkdir(path.join(given, 'model'), { recursive: true });
  await mkdir(back);
  const source = path.join(trainedModels, one.name);
  await cp(path.join(source, one.file), path.join(given, 'model', one.file), { recursive: true });
  const data = rows === 'data' ? 'data.json' : null;
  if (data !== null) await cp(path.join(source, 'rows.json'), path.join(given, data));
  const format = /^(xgboost|lightgbm|catboost)/.exec(one.load ?? '')?.[0] ?? null;
  const request = { file: one.file, format, framework: one.framework, entry: null, data };
  await writeFile(path.join(given, 'request.json'), JSON.stringify(request));
  const packed = path.join(work, 'request.tar');
  await tar.create({ cwd: given, portable: true, file: packed }, await readdir(given));
  const answer = path.join(work, 'answer.tar');
  // Neither beside the program, which is part of the package, nor compiled anew every time.
  const env = { PYTHONPYCACHEPREFIX: path.join(tmpdir(), 'ml-docker-test-pycache') };
  await execa(python, [CONVERT], { inputFile: packed, stdout: { file: answer }, env });
  await tar.extract({ cwd: back, file: answer });
  return back;
}

describe.skipIf(isMissing)('conversion of real files, in the versions that wrote them', () => {
  const report: string[] = [];
  afterAll(() => {
    process.stdout.write(`${report.join('\n')}\n`);
  });

  const MINUTES = 60_000;

  it.each(tables)('$name', { timeout: 20 * MINUTES }, async (one) => {
    const [library, row] = rowOf(one);
    const [interpreter, judging] = [await pythonOf(row.python), await pythonOf('3.11')];
    if (interpreter === undefined || judging === undefined) {
      report.push(`${one.name} | skipped: no Python ${row.python}`);
      return;
    }
    const python = await environment(interpreter, packagesOf(library, row));
    const judge = await environment(judging, JUDGING);
    const hasRows = (await readdir(path.join(trainedModels, one.name))).includes('rows.json');
    for (const rows of hasRows ? (['data', 'made'] as const) : (['made'] as const)) {
      const work = await mkdtemp(path.join(tmpdir(), 'ml-docker-test-convert-'));
      try {
        const back = await convert(python, one, rows, work);
        const answer = await read<Answer>(back, 'answer.json');
        if (answer.status !== 'converted') {
          report.push(`${one.name} | ${rows} | ${answer.status}: ${answer.message}`);
          expect(answer.status).toBe('refused');
          const known = (rows === 'data' ? REFUSED_ROWS[one.name] : undefined) ?? REFUSED[one.name];
          expect(answer.message).toMatch(known ?? /^must not be refused$/);
          continue;
        }
        const expected = rows === 'data' ? [path.join(trainedModels, one.name, 'expected.json')] : [];
        const { stdout } = await execa(judge, [JUDGE, back, ...expected]);
        const found = JSON.parse(stdout) as Verdict;
        report.push(line(one, rows, answer, found));
        expect(REFUSED).not.toHaveProperty([one.name]);
        expect(found).toMatchObject({ way: expect.any(String) as string });
      } finally {
        await rm(work, { recursive: true, force: true });
      }
    }
  });
});

function line(one: Case, rows: string, { model }: Answer, found: Verdict): string {
  if (found.way === null) return `${one.name} | ${rows} | no way is right: ${found.tried.join('; ')}`;
  const off = `labels other ${found.labels}, values ${found.values.toExponential(1)}`;
  const { labels, values } = found.thresholds;
  const edges =
    labels > 0 || values > 1e-4 ? `; at thresholds: labels ${labels}, values ${values.toExponential(1)}` : '';
  return `${one.name} | ${rows} | ${model}: ${found.way} | ${found.rows} rows: ${off}${edges}`;
}
