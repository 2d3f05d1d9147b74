import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Inspection } from '../../lib/formats/inspect.ts';
import { commands } from '../../lib/commands/commands.ts';
import type { Io } from '../../lib/io/io.ts';
import { emptyFolder, mlDocker } from '../cli.ts';
import { forest, name, object, ops, pickle, scaler, text } from '../lib/formats/pickle/streams.ts';

const silent = { interactive: false, say: () => undefined } as unknown as Io;
const ask = text('touch PWNED');
const withUnknown = (...steps: Buffer[]): Buffer =>
  pickle(
    object('sklearn.pipeline', 'Pipeline', [
      [
        'steps',
        Buffer.concat([
          ops('('),
          ...steps.map((step, i) => Buffer.concat([text(`step${i}`), step, ops('\x86')])),
          ops('l'),
        ]),
      ],
    ]),
  );
const FILES = {
  'company.pkl': withUnknown(object('acme_models.scaling', 'Scaler', [['factor', ops('K\x02')]]), forest),
  'hidden.pkl': pickle(name('posix', 'system'), ask, ops('\x85R0'), forest),
  'payload.pkl': pickle(name('posix', 'system'), ask, ops('\x85R')),
  'notebook.pkl': withUnknown(object('__main__', 'AddRatio', [['factor', ops('K\x02')]]), forest),
  'cut.pkl': withUnknown(object('acme_models.scaling', 'Scaler'), scaler).subarray(0, -20),
};

describe('--trust-model', () => {
  let directory: string;
  let remove: () => Promise<void>;
  beforeAll(async () => {
    ({ directory, remove } = await emptyFolder());
    for (const [file, bytes] of Object.entries(FILES)) await writeFile(path.join(directory, file), bytes);
  });
  afterAll(async () => {
    expect((await readdir(directory)).sort()).toEqual(Object.keys(FILES).sort());
    await remove();
  });

  /** What the command finds, with its exit code, in this process. */
  const inspected = async (file: string, flag?: string): Promise<Inspection & { exitCode: number }> => {
    const command = commands.find(({ name: known }) => known === 'inspect')!;
    const flags = { json: true, trustModel: flag === '--trust-model' };
    const result = await command.execute({ cwd: directory, positionals: [file], flags }, silent);
    return { ...(result as Inspection), exitCode: command.exitCode!(result) };
  };

  it('lists the names all the same, and is content with them', async () => {
    const before = await inspected('company.pkl');
    expect(before).toMatchObject({ exitCode: 2, convertible: false });
    expect(before.problems[0]!.hint).toContain('--trust-model');

    const { exitCode, convertible, source, problems } = await inspected('company.pkl', '--trust-model');
    expect({ exitCode, convertible }).toEqual({ exitCode: 0, convertible: null });
    expect(source!.unknownCalls).toEqual(['acme_models.scaling.Scaler']);
    expect(problems).toMatchObject([
      {
        code: 'calls-unknown',
        message:
          'Opening it calls acme_models.scaling.Scaler, which is not part of any model library that is known; it is trusted (--trust-model)',
      },
    ]);
    const { stdout, exitCode: code } = await mlDocker(directory, 'inspect', 'company.pkl', '--trust-model');
    expect(code).toBe(0);
    expect(stdout).toContain('opening it would call: acme_models.scaling.Scaler');
    expect(stdout).toContain('only trying tells');
    expect(stdout).toContain('joblib.load("company.pkl")');
  });

  it('does not call a hostile file anything else', async () => {
    expect(await inspected('hidden.pkl')).toMatchObject({ exitCode: 2, convertible: false });
    const trusted = await inspected('hidden.pkl', '--trust-model');
    expect(trusted.source!.unknownCalls).toEqual(['posix.system']);
    expect(trusted.problems[0]!.message).toMatch(
      /posix\.system, which can run any program or code.*; it is trusted/,
    );
    // What is left of it is no model.
    const { exitCode, problems } = await inspected('payload.pkl', '--trust-model');
    expect(exitCode).toBe(2);
    expect(problems.map(({ code }) => code)).toEqual(['calls-unknown', 'model-is-data']);
  });

  it.each([
    ['notebook.pkl', 'calls-own-code'],
    ['cut.pkl', 'model-truncated'],
  ])('is no answer to what else is wrong with %s', async (file, code) => {
    const { exitCode, convertible, problems } = await inspected(file, '--trust-model');
    expect({ exitCode, convertible }).toEqual({ exitCode: 2, convertible: false });
    expect(problems.map((problem) => problem.code)).toContain(code);
  });

  it('lets the main command convert it, in a container and nowhere else', async () => {
    vi.stubEnv('DOCKER_HOST', 'unix:///nowhere/docker.sock');
    const flags = ['--model', 'company.pkl', '--yes', '--skip-install', '--engine', 'docker'];
    const refused = await mlDocker(directory, 'api', ...flags);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('acme_models.scaling.Scaler');
    const trusted = await mlDocker(directory, 'api', ...flags, '--trust-model');
    vi.unstubAllEnvs();
    expect(trusted.exitCode).toBe(1);
    expect(trusted.stderr).toContain('A model is converted in a container, and there is no engine for it');
    expect(await readdir(directory)).not.toContain('api');
  });

  it('reaches a model in a folder of MLflow', async () => {
    const folder = await emptyFolder();
    await writeFile(
      path.join(folder.directory, 'MLmodel'),
      'flavors:\n  sklearn:\n    pickled_model: model.pkl\n    sklearn_version: 1.5.2\n',
    );
    await writeFile(path.join(folder.directory, 'model.pkl'), FILES['company.pkl']);
    expect((await inspected(folder.directory)).exitCode).toBe(2);
    expect(await inspected(folder.directory, '--trust-model')).toMatchObject({
      exitCode: 0,
      convertible: null,
      source: { format: 'mlflow', unknownCalls: ['acme_models.scaling.Scaler'] },
    });
    await folder.remove();
  });
});
