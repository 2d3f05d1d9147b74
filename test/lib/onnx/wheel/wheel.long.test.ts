import { fork, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../../../lib/errors.ts';
import { modelCard } from '../../../../lib/onnx/card/make.ts';
import { requireServable, writeServable } from '../../../../lib/onnx/servable.ts';
import { node24 } from '../../../../scripts/node24.ts';
import { type Python, pythonWith } from '../../../samples/python-environment.ts';
import { lacks } from '../../../skip.ts';
import { newFolder } from '../folders.ts';
import type { Question, Ruling } from './referee.ts';

const MINUTES = 60_000;
// What names, versions, datatypes and shapes do not tell: kernels that refuse valid input when they run.
const MOST_MISSED = 4;

const noRuntime = await lacks('runtime');
let python: Python;
let node: string;
let referee: ChildProcess | undefined;

beforeAll(async () => {
  if (noRuntime) return;
  python = await pythonWith(path.join(import.meta.dirname, 'requirements.txt'));
  node = await node24();
}, 10 * MINUTES);
afterAll(() => referee?.kill('SIGKILL'));

/** Some operators want a locale that a small system does not have; any UTF-8 one will do. */
function locales(): string {
  const folder = newFolder();
  const plain = '/usr/lib/locale/C.utf8';
  if (existsSync(plain)) symlinkSync(plain, path.join(folder, 'en_US.utf8'));
  return folder;
}

/** Where a model ends the process, the next one gets another. */
function ask(question: Question, locpath: string): Promise<Ruling> {
  referee ??= fork(path.join(import.meta.dirname, 'referee.ts'), {
    execPath: node,
    execArgv: [],
    env: { ...process.env, LOCPATH: locpath, ORT_DISABLE_TELEMETRY: '1' },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const asked = referee;
  return new Promise((resolve) => {
    const settle = (ruling: Ruling): void => {
      asked.removeAllListeners();
      resolve(ruling);
    };
    asked.once('message', (ruling) => settle(ruling as Ruling));
    asked.once('exit', (_, signal) => {
      referee = undefined;
      settle({ runs: false, why: `it ends the process (${signal})` });
    });
    asked.send(question);
  });
}

/** As the generator would serve it; `refusal` where it would not. */
async function served(
  file: string,
  target: string,
): Promise<{ question: Omit<Question, 'inputs'>; refusal?: string }> {
  try {
    const model = await requireServable(file);
    await writeServable(model, file, target);
    const card = modelCard(model, { file: 'model.onnx', origin: 'file', sha256: '' });
    return { question: { model: target, outputs: card.outputs.map(({ name }) => name) } };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { question: { model: file }, refusal: error.message };
  }
}

/** The folders with a model in them. */
function casesIn(data: string): string[] {
  return readdirSync(data, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.name === 'model.onnx')
    .map(({ parentPath }) => parentPath)
    .sort();
}

function inputsOf(folder: string): string[] {
  const set = path.join(folder, 'test_data_set_0');
  const inputs = existsSync(set) ? readdirSync(set).filter((name) => name.startsWith('input_')) : [];
  return inputs.map((_, i) => path.join(set, `input_${i}.pb`));
}

describe.skipIf(noRuntime)("the test models of onnx 1.22.0's wheel", () => {
  it('are refused only where the runtime does not run them', { timeout: 10 * MINUTES }, async (test) => {
    const where = 'import importlib.util as u; print(u.find_spec("onnx").submodule_search_locations[0])';
    const installed = (await python(test, ['-c', where])).trim();
    const cases = casesIn(path.join(installed, 'backend', 'test', 'data'));
    expect(cases.length).toBeGreaterThan(1800);
    const [target, locpath] = [path.join(newFolder(), 'model.onnx'), locales()];
    const missed: string[] = [];
    const falsely: string[] = [];
    let [running, refused] = [0, 0];
    for (const folder of cases) {
      const { question, refusal } = await served(path.join(folder, 'model.onnx'), target);
      const { runs, why } = await ask({ ...question, inputs: inputsOf(folder) }, locpath);
      const name = path.basename(folder);
      if (runs && refusal !== undefined) falsely.push(`${name}: ${refusal}`);
      if (!runs && refusal === undefined) missed.push(`${name}: ${why.split('\n')[0]!.slice(0, 200)}`);
      if (runs) running++;
      else if (refusal !== undefined) refused++;
    }
    process.stdout.write(
      `${cases.length} models: ${running} run, ${refused} refused rightly, ${falsely.length} falsely, ` +
        `${missed.length} missed, which only the runtime tells:\n${missed.map((line) => `  ${line}\n`).join('')}`,
    );
    expect(falsely).toEqual([]);
    expect(missed.length).toBeLessThanOrEqual(MOST_MISSED);
  });
});
