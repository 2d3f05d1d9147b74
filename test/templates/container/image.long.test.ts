import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, type BuildResult } from '../../../lib/commands/build.ts';
import { run } from '../../../lib/commands/run.ts';
import type { UserError } from '../../../lib/errors.ts';
import { nextFreePort } from '../../../lib/container/values/port.ts';
import { node24 } from '../../../scripts/node24.ts';
import { removeStages } from '../../container/stages.ts';
import { misfit } from '../../emitted/unrunnable.ts';
import { lacks } from '../../skip.ts';
import { listener, removeAll, testName } from '../../lib/container/scratch.ts';
import { iris } from './iris.ts';
import { WITH_NPM_MS } from '../../timeouts.ts';

const BUDGET_MB = 60;
const name = testName('iris');
const broken = testName('broken');

async function docker(...args: string[]): Promise<string> {
  return (await execa('docker', args)).stdout;
}

describe.skipIf(await lacks('engine', 'baseImage'))('the image of sample:iris', () => {
  let directory: string;
  let built: BuildResult;
  let hostPort: number;

  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'ml-docker-test-'));
    const { files, copyModel } = await iris({ name });
    for (const [file, content] of files) {
      await mkdir(path.dirname(path.join(directory, file)), { recursive: true });
      await writeFile(path.join(directory, file), content);
    }
    await copyModel(directory);
    hostPort = (await nextFreePort(18_100))!;
    built = await build({ directory, engine: 'docker' }, listener());
  }, WITH_NPM_MS);

  afterAll(async () => {
    await removeAll(name);
    await removeAll(broken);
    await removeStages('docker', name);
    await removeStages('docker', broken);
    await rm(directory, { recursive: true, force: true });
  });

  it(`is at most ${BUDGET_MB} MB bigger than its base image`, async () => {
    expect(built).toMatchObject({ engine: 'docker', image: `${name}:latest` });
    expect((built.bytes - built.baseBytes) / 1e6).toBeLessThan(BUDGET_MB);
    expect(Number(await docker('image', 'inspect', '--format', '{{.Size}}', name))).toBe(built.bytes);
    expect(built.parts.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(built.bytes);
  });

  it('fails the test of its own project beyond the budget there, and passes it within', async () => {
    const node = await node24();
    const budget = () =>
      execa(node, ['--test', 'test/serving/image.test.ts'], { cwd: directory, reject: false });
    expect((await budget()).stdout).toMatch(/pass 1\n/);
    const file = path.join(directory, 'package.json');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('"imageBudgetMB": 60', '"imageBudgetMB": 40'));
    const { exitCode, stdout } = await budget();
    expect(stdout).toMatch(/5\d\.\d MB over base image and model, 40 allowed/);
    expect(exitCode).toBe(1);
    await writeFile(file, text.replace(`"name": "${name}"`, '"name": "no-such-image"'));
    expect((await budget()).stdout).toContain('no engine here has an image no-such-image of this project');
    await writeFile(file, text);
  });

  it('holds what runs, and nothing else', async () => {
    const list = await docker('run', '--rm', '--entrypoint', 'find', name, '/app', '-type', 'f');
    const files = list.split('\n').map((file) => file.replace('/app/', ''));
    const own = files.filter((file) => !/^(?:node_modules|src|\.compiled)\//.test(file));
    expect(files.some((file) => file.startsWith('.compiled/'))).toBe(true);
    expect(own.sort()).toEqual([
      'app.ts',
      'model/card.json',
      'model/model.onnx',
      'model/proof.json',
      'package.json',
    ]);
    const left = /\.d\.[mc]?ts$|\.map$|\/(adm-zip|global-agent|typescript|@types)\/|win32|darwin/;
    expect(files.filter((file) => left.test(file))).toEqual([]);
  });

  it('belongs to a user that is not root, who can read all of it', async () => {
    expect(await docker('run', '--rm', '--entrypoint', 'id', name, '-u')).toBe('1000');
    const unreadable = ['/app', '!', '-readable'];
    expect(await docker('run', '--rm', '--entrypoint', 'find', name, ...unreadable)).toBe('');
  });

  it('answers, is healthy within 10 s, shows its page, and stops by itself', async () => {
    const io = listener();
    const start = Date.now();
    const result = await run({ directory, engine: 'docker', hostPort }, io);
    expect(Date.now() - start).toBeLessThan(20_000);
    expect(result.url).toBe(`http://localhost:${hostPort}`);
    expect(result.answer).toMatchObject({ rows: [{ output_label: 'setosa' }] });
    expect(io.said.join('\n')).toContain(`container ${name} is running (healthy)`);
    const page = await fetch(result.url);
    expect(page.url).toBe(`${result.url}/`);
    expect(await page.text()).toContain('page/main.js');
    await docker('stop', name);
    expect(await docker('inspect', '--format', '{{.State.ExitCode}}', name)).toBe('0');
  });

  it('needs neither a writable disk, nor a capability, nor much memory', async () => {
    await docker('rm', '-f', name);
    const hard = [
      '--read-only',
      '--cap-drop=ALL',
      '--security-opt=no-new-privileges',
      '-m=256m',
      '--cpus=0.5',
    ];
    await docker('run', '-d', '--init', ...hard, '--name', name, '-p', `${hostPort}:8000`, name);
    await expect.poll(() => status(`http://localhost:${hostPort}/readyz`), { timeout: 20_000 }).toBe(200);
    await docker('rm', '-f', name);
  });

  it('is built again after an edit of app.ts without npm ci, and without copying the model', async () => {
    await appendFile(path.join(directory, 'app.ts'), '\n// edited\n');
    const io = listener();
    const again = await build({ directory, engine: 'docker' }, io);
    expect(again.id).not.toBe(built.id);
    const layers = async (id: string): Promise<string[]> =>
      JSON.parse(await docker('inspect', '--format', '{{json .RootFS.Layers}}', id)) as string[];
    const [before, after] = [await layers(built.id), await layers(again.id)];
    const changed = before.findIndex((layer, index) => layer !== after[index]);
    // base …, ONNX Runtime, packages, model, code, what was compiled; with BuildKit one more, without a file, for WORKDIR.
    expect(changed).toBeGreaterThanOrEqual(before.length - 3);
    expect(io.output()).not.toMatch(/added \d+ packages/);
  });

  it('is not made where the model does not load, and the reason is told', async () => {
    await writeFile(path.join(directory, 'model', 'model.onnx'), misfit());
    const answers = path.join(directory, '.yo-rc.json');
    await writeFile(
      answers,
      JSON.stringify({ 'generator-ml-docker': { name: broken, port: 8000, baseImage: 'x' } }),
    );
    const error = await build({ directory, engine: 'docker' }, listener()).catch(
      (thrown: UserError) => thrown,
    );
    expect(error).toMatchObject({
      code: 'build-model',
      exitCode: 1,
      details: expect.arrayContaining([expect.stringContaining('cannot be loaded')]),
    });
    const log = await readFile(path.join(directory, 'build.log'), 'utf8');
    expect((error as UserError).next.at(-1)).toBe(`all of the output: ${path.join(directory, 'build.log')}`);
    expect(log).toContain('cannot be loaded');
    expect(await docker('images', '-q', broken)).toBe('');
  });
});

async function status(url: string): Promise<number | undefined> {
  return fetch(url).then(
    (response) => response.status,
    () => undefined,
  );
}
