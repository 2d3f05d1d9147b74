import { mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { create, list } from 'tar';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { UserError } from '../../../lib/errors.ts';
import { dockerfileOf } from '../../../lib/convert/sandbox/dockerfile.ts';
import { readAnswer } from '../../../lib/convert/sandbox/answer.ts';
import { packed, type Request } from '../../../lib/convert/sandbox/pack.ts';
import { type Run, runSandbox, unpacking } from '../../../lib/convert/sandbox/run.ts';
import { containedFlags } from '../../../lib/container/run/contained.ts';
import { emptyFolder, tree } from '../../cli.ts';

let directory: string;
let remove: () => Promise<void>;
beforeAll(async () => ({ directory, remove } = await emptyFolder()));
afterAll(() => remove());

const request: Request = {
  file: 'model.pkl',
  format: 'pickle',
  framework: 'scikit-learn',
  entry: null,
  inside: null,
  shapes: null,
  data: 'data.csv',
  rows: 10,
};

describe('what goes into the sandbox', () => {
  it('is the request, the model and the rows, under names of their own', async () => {
    const model = path.join(directory, 'a model.pkl');
    const data = path.join(directory, 'rows.csv');
    await writeFile(model, 'model');
    await writeFile(data, 'a,b\n1,2\n');
    const { stream, close } = await packed(request, { model, data });
    const found: string[] = [];
    await pipeline(stream, list({ onReadEntry: ({ path: name, type }) => found.push(`${type} ${name}`) }));
    await close();
    expect(found).toEqual(['File request.json', 'File model/model.pkl', 'File data.csv']);
  });

  it('is a folder with all that is in it; a link stays a link', async () => {
    const model = path.join(directory, 'mlflow_model');
    await mkdir(path.join(model, 'data'), { recursive: true });
    await writeFile(path.join(model, 'MLmodel'), 'flavors:');
    await symlink('/etc/hostname', path.join(model, 'data', 'outside'));
    const { stream, close } = await packed({ ...request, file: 'mlflow_model', data: null }, { model });
    const found: string[] = [];
    await pipeline(stream, list({ onReadEntry: ({ path: name, type }) => found.push(`${type} ${name}`) }));
    await close();
    expect(found.sort()).toEqual([
      'Directory model/mlflow_model/',
      'Directory model/mlflow_model/data/',
      'File model/mlflow_model/MLmodel',
      'File request.json',
      'SymbolicLink model/mlflow_model/data/outside',
    ]);
  });
});

describe('what comes out of the sandbox', () => {
  it('is kept where it is expected, and only that', async () => {
    const from = path.join(directory, 'from');
    await mkdir(path.join(from, 'candidates'), { recursive: true });
    await mkdir(path.join(from, 'rows'));
    const files = [
      'answer.json',
      'kinds.json',
      'candidates/0.onnx',
      'rows/0.json',
      'evil.sh',
      'candidates/x.py',
    ];
    for (const file of files) await writeFile(path.join(from, file), '{}');
    await symlink('/etc/passwd', path.join(from, 'original.json'));
    const to = path.join(directory, 'to');
    const output = await unpacking(to);
    create({ cwd: from, preservePaths: true }, [...files, 'original.json', '../rows.csv']).pipe(
      output as never,
    );
    await finished(output);
    expect(Object.keys(await tree(to))).toEqual([
      'answer.json',
      'candidates/0.onnx',
      'kinds.json',
      'rows/0.json',
    ]);
    expect(await readdir(directory)).not.toContain('evil.sh');
  });

  it('may be of any size', async () => {
    const from = path.join(directory, 'large');
    await mkdir(path.join(from, 'candidates'), { recursive: true });
    await writeFile(path.join(from, 'candidates/0.onnx'), Buffer.alloc(2e7, 1));
    const warned = vi.fn();
    process.on('warning', warned);
    const to = path.join(directory, 'of any size');
    await pipeline(create({ cwd: from }, ['candidates/0.onnx']) as never, await unpacking(to));
    process.off('warning', warned);
    expect((await stat(path.join(to, 'candidates/0.onnx'))).size).toBe(2e7);
    expect(warned).not.toHaveBeenCalled();
  });

  it.each([
    ['nothing', ''],
    ['a stack trace', 'Traceback (most recent call last):\n'.repeat(100)],
    ['half a tar', Buffer.alloc(100, 'answer.json')],
  ])('is not what a program wrote that broke off: %s', async (_, written) => {
    const run: Run = async ({ output }) => {
      await pipeline(Readable.from([Buffer.from(written)]), output);
      return { exitCode: 1, stderr: 'ModuleNotFoundError: No module named numpy' };
    };
    const given = { model: path.join(directory, 'rows.csv') };
    const ended = runSandbox(run, { request: { ...request, data: null }, given, folder: directory });
    await expect(ended).rejects.toMatchObject({
      code: 'convert-failed',
      exitCode: 1,
      details: ['ModuleNotFoundError: No module named numpy'],
    });
  });

  it.each([
    ['nothing', ''],
    ['no JSON', 'converted'],
    ['another status', '{"status": "fine"}'],
    ['no object', '[]'],
    ['null', 'null'],
  ])('is an error with exit code 1 where it is %s', async (name, text) => {
    const folder = path.join(directory, name);
    await mkdir(folder);
    await writeFile(path.join(folder, 'answer.json'), text);
    const error: unknown = await readAnswer(folder).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ code: 'convert-failed', exitCode: 1 });
  });

  it('names no file outside, whatever it says', async () => {
    const folder = path.join(directory, 'names');
    await mkdir(folder);
    const good = {
      file: 'candidates/1.onnx',
      way: 'a \u001b[2Jway',
      rows: 'rows/1.json',
      original: 'original.json',
    };
    const candidates = [{ ...good, file: '../../etc/passwd' }, { ...good, rows: '/etc/passwd' }, good];
    await writeFile(path.join(folder, 'answer.json'), JSON.stringify({ status: 'converted', candidates }));
    const answer = await readAnswer(folder);
    expect(answer.candidates).toEqual([{ ...good, way: 'a ?[2Jway' }]);
  });
});

describe('the container of the sandbox', () => {
  const limits = { memory: '4g', processes: 512, seconds: 900, outputBytes: 1 };

  it('reaches nothing, and has nothing of this machine', () => {
    const line = containedFlags({ limits }).join(' ');
    expect(line).toBe(
      '--network none --read-only --cap-drop ALL --security-opt no-new-privileges --memory 4g --memory-swap 4g ' +
        '--pids-limit 512 --user 65534:65534 --tmpfs /tmp:rw,nosuid,nodev,mode=1777',
    );
    expect(line).not.toMatch(/-v|--mount|--volume|--privileged/);
  });

  it('is made of pinned packages, and knows nothing of how they were reached', () => {
    const text = dockerfileOf({ python: '3.11', packages: ['lightgbm==4.6.0', 'numpy==1.26.4'] });
    const [, last = ''] = text.split(/^FROM python:3\.11-slim$/m);
    expect(text).toContain('FROM python:3.11-slim AS packages');
    expect(last).toContain('LABEL io.github.ml-docker.convert="lightgbm 4.6.0"');
    expect(last).not.toMatch(/PIPCONF|pip\.pem|pip\.conf/);
  });
});
