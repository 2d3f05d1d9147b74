import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Prediction } from '../../lib/commands/predict/predict.ts';
import { answerLines } from '../../lib/commands/predict/scored.ts';
import { packageRoot } from '../../lib/package.ts';
import { emptyFolder, mlDocker } from '../cli.ts';
import { serveModel, type Started } from '../emitted/service/started.ts';
import { lacks } from '../skip.ts';

const STUDENTS = path.join(packageRoot, 'samples', 'students', 'students.csv');

describe('ml-docker predict refuses', () => {
  it.each([
    [[], 'No file was given to predict from', 2],
    [['nowhere.csv'], 'There is no file nowhere.csv', 2],
    [['photo.png.gz'], 'photo.png.gz is not a table, a picture, a text or a request', 2],
    [[path.join(packageRoot, 'LICENSE')], 'LICENSE is not a table, a picture, a text or a request', 2],
    [[STUDENTS], 'There is no project here whose service could be asked', 2],
    [[STUDENTS, '--url', 'localhost'], '--url: an address is like http://localhost:8000', 2],
    [[STUDENTS, '--url', 'http://127.0.0.1:9'], 'No service answers at http://127.0.0.1:9', 1],
  ])('%s', async (args, what, code) => {
    const { directory, remove } = await emptyFolder();
    await writeFile(path.join(directory, 'photo.png.gz'), '');
    const { exitCode, stderr } = await mlDocker(directory, 'predict', ...args);
    expect(stderr).toContain(what);
    expect(exitCode).toBe(code);
    await remove();
  });
});

describe.skipIf(await lacks('runtime'))('ml-docker predict', () => {
  let service: Started & { project: string };
  let folder: Awaited<ReturnType<typeof emptyFolder>>;
  beforeAll(async () => {
    folder = await emptyFolder();
    service = await serveModel('sample:students');
  });
  afterAll(async () => {
    await service?.stop();
    await folder.remove();
  });
  const predict = (...args: string[]) => mlDocker(folder.directory, 'predict', ...args, '--url', service.url);
  const written = async (name: string, content: string): Promise<string> => {
    await writeFile(path.join(folder.directory, name), content);
    return name;
  };

  it('shows the first rows of a table and what all have in common', async () => {
    const { stdout, exitCode } = await predict(STUDENTS);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^students\.csv: \d+ rows\nrow {2}final_grade\n1 {4}60\.8\n/);
    expect(stdout).toMatch(/\n… and \d+ more\n\nfinal_grade: [\d.]+ to [\d.]+, mean [\d.]+$/);
  });

  it('writes the answer with --save, and nothing where there is none', async () => {
    const { exitCode } = await predict(STUDENTS, '--save', 'graded.csv');
    expect(exitCode).toBe(0);
    const answer = await readFile(path.join(folder.directory, 'graded.csv'), 'utf8');
    expect(answer).toMatch(/^hours_studied,.+,final_grade,final_grade_predicted\n/);
    const wrong = await written('wrong.csv', 'hours_studied\n8,4\n');
    expect((await predict(wrong, '--save', 'none.csv')).exitCode).toBe(2);
    await expect(readFile(path.join(folder.directory, 'none.csv'))).rejects.toThrow();
  });

  it('tells the faults of a table with their lines', async () => {
    const [header] = (await readFile(STUDENTS, 'utf8')).split('\n');
    const wrong = await written('faults.csv', `${header}\n"8,4",71,2,25,no,library,60\n`);
    const { stderr, exitCode } = await predict(wrong);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(
      'line 2, column hours_studied: got "8,4". Write a point for the decimal comma: 8.4.',
    );
  });

  it('sends a request in JSON, and gives the answer to programs', async () => {
    const row = { hours_studied: 12.5, previous_grade: 71, absences: 2, travel_time: 25 };
    const rows = [{ ...row, school_support: 'no', study_place: 'library' }];
    const file = await written('request.json', JSON.stringify({ rows }));
    const { stdout } = await predict(file, '--json');
    const [answer, ...others] = JSON.parse(stdout) as Prediction[];
    expect(others).toEqual([]);
    expect(answer!.rows).toEqual([{ final_grade: expect.closeTo(75.06, 1) as number }]);
  });
});

describe.skipIf(await lacks('runtime'))('ml-docker predict, with pictures and texts', () => {
  const ask = async (model: string, files: (folder: string) => Promise<string[]>, ...more: string[]) => {
    const { directory, remove } = await emptyFolder();
    const service = await serveModel(`sample:${model}`);
    try {
      return await mlDocker(directory, 'predict', ...(await files(directory)), '--url', service.url, ...more);
    } finally {
      await service.stop();
      await remove();
    }
  };
  const picture = path.join(packageRoot, 'samples', 'shapes', 'shapes.png');

  it('shows the labels of a picture with their scores, the best first', async () => {
    const { stdout, exitCode } = await ask('shapes', () => Promise.resolve([picture]));
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^shapes\.png:\n {2}star {6} {0,2}9\d\.\d %\n( {2}\w+ +\d+\.\d %\n?){4}$/);
  });

  it('sends a file of text, gives the answers to programs, and refuses what the model does not take', async () => {
    const files = async (folder: string) => {
      const file = path.join(folder, 'review.txt');
      await writeFile(file, '\uFEFFThe soup tastes awful.\nNever again!\n');
      return [file];
    };
    const { stdout } = await ask('reviews', files, '--json');
    const [{ answer }] = JSON.parse(stdout) as [{ answer: { predictions: { label: string }[] } }];
    expect(answer.predictions.map(({ label }) => label)).toEqual(['negative', 'positive']);
    const { stderr, exitCode } = await ask('reviews', () => Promise.resolve([picture]));
    expect(stderr).toContain('shapes.png was answered with 415');
    expect(exitCode).toBe(2);
  });

  it('tells boxes, entities and vectors in a line each', () => {
    const box = { x: 1.4, y: 2, width: 30, height: 40 };
    expect(answerLines('a.png', { detections: [{ label: 'cat', score: 0.5, box }] })).toEqual([
      'a.png:',
      '  cat   50.0 %  30 × 40 pixels at 1, 2',
    ]);
    const entities = [{ label: 'PER', score: 0.991, start: 0, end: 3, text: 'Ada' }];
    expect(answerLines('a.txt', { entities })).toEqual(['a.txt:', '  PER   99.1 %  0 to 3: Ada']);
    expect(answerLines('a.txt', { embedding: [0.5, 1 / 3] })).toEqual([
      'a.txt: a vector of 2 numbers: 0.5, 0.3333, …',
    ]);
    expect(answerLines('a.png', { detections: [] })).toEqual(['a.png: nothing was found']);
  });
});
