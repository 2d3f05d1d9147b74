import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../lib/package.ts';
import { emptyFolder, mlDocker, tree, type Run } from '../cli.ts';

const layer = path.join(packageRoot, 'test', 'flavours', 'python');

/** Another service altogether comes as a layer from outside: nothing here knows of Python. */
describe('a Python service as a layer of the user', () => {
  let directory: string;
  let remove: () => Promise<void>;
  let made: Run;
  const at = (file: string) => path.join(directory, 'api', file);
  const files = async () =>
    Object.keys(await tree(at('.'))).filter((file) => !file.startsWith('.ml-docker/'));

  beforeAll(async () => {
    ({ directory, remove } = await emptyFolder());
    const args = [
      'api',
      '--model',
      'sample:iris',
      '--templates',
      layer,
      '--base-image',
      'python:3.13-slim',
      '--yes',
    ];
    made = await mlDocker(directory, ...args);
  });
  afterAll(() => remove());

  it('is emitted with the model and what is known of it, and with nothing of the other service', async () => {
    expect(made.stderr).toBe('');
    expect(made.exitCode).toBe(0);
    expect(await files()).toEqual([
      '.gitignore',
      '.yo-rc.json',
      'Dockerfile',
      'README.md',
      'main.py',
      'model/card.json',
      'model/model.onnx',
      'requirements.txt',
      'test/golden.json',
    ]);
    expect(made.stdout).not.toContain('npm');
    expect(await readFile(at('Dockerfile'), 'utf8')).toMatch(/^FROM python:3\.13-slim\n[^]*EXPOSE 8000\n/);
  });

  it('is sound', async () => {
    const { exitCode, stdout } = await mlDocker(directory, 'templates', 'check', layer);
    expect(stdout).toContain('nothing is wrong');
    expect(exitCode).toBe(0);
    await execa('python3', ['-c', 'import ast, sys; ast.parse(open(sys.argv[1]).read())', at('main.py')]);
  });

  it('is updated, given another port and another model like any project', async () => {
    const before = await files();
    expect((await mlDocker(directory, 'api', '--yes')).stdout).toContain('api is up to date');
    expect((await mlDocker(directory, 'api', '--port', '9000', '--yes')).exitCode).toBe(0);
    expect(await readFile(at('Dockerfile'), 'utf8')).toContain('EXPOSE 9000');
    const exchanged = await mlDocker(at('.'), 'model', 'sample:students', '--force', '--yes');
    expect(exchanged.stderr).toBe('');
    expect(await readFile(at('README.md'), 'utf8')).toContain('students.onnx');
    const now = (await files()).filter((file) => !/golden\.\w+\.json/.test(file));
    expect(now.filter((file) => !file.startsWith('model/previous/'))).toEqual(before);
    expect(now).toEqual(expect.arrayContaining(['model/previous/card.json', 'model/previous/model.onnx']));
  });
});
