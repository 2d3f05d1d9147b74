import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { packageRoot } from '../../lib/package.ts';
import { node24 } from '../../scripts/node24.ts';
import { makeProject } from '../sides/ours.ts';
import { Unavailable } from '../sides/side.ts';
import { venv } from '../sides/venv.ts';
import { type Benchmark, type Context, inTurn, type Sample, say } from './context.ts';

const BYTES = 50_000_000;
const LOAD = `${BYTES / 1e6} MB of CSV`;

/** Somebody who answers a table in a file, and writes another file. */
interface Entrant {
  side: string;
  kind: Sample['kind'];
  answer: (from: string, to: string) => Promise<unknown>;
}

/** A long table from a file to a file, in one process. */
export const table: Benchmark = {
  name: 'table',
  about: `sample:students, ${LOAD} from a file to a file, in one process`,
  async run(context) {
    const file = path.join(context.folder, 'students.csv');
    const rows = await writeTable(file);
    const entrants = [await ours(context.folder), ...(await pandas(context))];
    await checkAlike(entrants, file);
    for (let round = 0; round < context.rounds; round++) {
      say(`table: round ${round + 1} of ${context.rounds}`);
      for (const { side, kind, answer } of inTurn(entrants, round)) {
        const began = performance.now();
        await answer(file, path.join(context.folder, 'answers.csv'));
        const seconds = (performance.now() - began) / 1000;
        const figures = { 'rows per second': rows / seconds };
        context.samples.push({ benchmark: 'table', load: LOAD, side, kind, round, figures });
      }
    }
  },
};

async function writeTable(file: string): Promise<number> {
  const sample = path.join(packageRoot, 'samples', 'students', 'students.csv');
  const [header, ...rows] = (await readFile(sample, 'utf8')).trimEnd().split('\n');
  const block = rows.map((row) => `${row}\n`).join('');
  const times = Math.ceil(BYTES / block.length);
  await writeFile(file, `${header}\n${block.repeat(times)}`);
  return rows.length * times;
}

async function ours(folder: string): Promise<Entrant> {
  const cwd = await makeProject(folder, 'students', 'sample:students');
  const node = await node24();
  const args = ['src/serving/predict-table.ts'];
  const answer = (inputFile: string, outputFile: string) =>
    execa(node, args, { cwd, inputFile, stdout: { file: outputFile }, buffer: false });
  return { side: 'ours', kind: 'ours', answer };
}

/** pandas and ONNX Runtime, as people write it. */
async function pandas({ peers, missing }: Context): Promise<Entrant[]> {
  if (peers.includes('none')) return [];
  const here = path.join(packageRoot, 'bench', 'peers', 'pandas');
  const model = path.join(packageRoot, 'samples', 'students', 'students.onnx');
  try {
    const python = path.join(await venv('pandas', path.join(here, 'requirements.txt')), 'python');
    const answer = (from: string, to: string) =>
      execa(python, [path.join(here, 'predict_table.py'), model, from, to]);
    return [{ side: 'pandas', kind: 'peer', answer }];
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    missing.push({ side: 'pandas', kind: 'peer', reason: error.message });
    return [];
  }
}

/** By the last column of the first rows. @throws Error where the answers differ */
async function checkAlike(entrants: Entrant[], file: string): Promise<void> {
  const [head, answers] = [`${file}.head`, `${file}.answers`];
  await writeFile(head, `${(await readFile(file, 'utf8')).split('\n', 200).join('\n')}\n`);
  let wanted: number[] | undefined;
  for (const { side, answer } of entrants) {
    await answer(head, answers);
    const [, ...lines] = (await readFile(answers, 'utf8')).trimEnd().split('\n');
    const given = lines.map((line) => Number(line.split(',').at(-1)));
    wanted ??= given;
    const isAlike = given.length === 199 && given.every((one, i) => Math.abs(one - wanted![i]!) < 1e-3);
    if (!isAlike) throw new Error(`${side} answers otherwise`);
  }
}
