import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, type BuildResult } from '../../../lib/commands/build.ts';
import { run } from '../../../lib/commands/run.ts';
import type { UserError } from '../../../lib/errors.ts';
import { nextFreePort } from '../../../lib/interview/port.ts';
import { lacks } from '../../skip.ts';
import { listener, removeAll, testName } from '../../lib/container/scratch.ts';
import { iris } from './iris.ts';

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
  }, 300_000);

  afterAll(async () => {
    await removeAll(name);
    await removeAll(broken);
    await execa('docker', ['rmi', built.id], { reject: false });
    await rm(directory, { recursive: true, force: true });
  });

  it(`is at most ${BUDGET_MB} MB bigger than its base image`, () => {
    expect(built).toMatchObject({ engine: 'docker', image: `${name}:latest` });
    expect((built.bytes - built.baseBytes!) / 1e6).toBeLessThan(BUDGET_MB);
  });

  it('holds what runs, and nothing else', async () => {
    const list = await docker('run', '--rm', '--entrypoint', 'find', name, '/app', '-type', 'f');
    const files = list.split('\n').map((file) => file.replace('/app/', ''));
    const own = files.filter((file) => !file.startsWith('node_modules/') && !file.startsWith('src/'));
    expect(own.sort()).toEqual(['app.ts', 'model/card.json', 'model/model.onnx', 'package.json']);
    const left = /\.d\.[mc]?ts$|\.map$|\/(adm-zip|global-agent|typescript|@types)\/|win32|darwin/;
    expect(files.filter((file) => left.test(file))).toEqual([]);
  });

  it('belongs to a user that is not root, who can read all of it', async () => {
    expect(await docker('run', '--rm', '--entrypoint', 'id', name, '-u')).toBe('1000');
    const unreadable = ['/app', '!', '-readable'];
    expect(await docker('run', '--rm', '--entrypoint', 'find', name, ...unreadable)).toBe('');
  });

  it('answers, is healthy within 10 s, leads to its page, and stops by itself', async () => {
    const io = listener();
    const start = Date.now();
    const result = await run({ directory, engine: 'docker', hostPort }, io);
    expect(Date.now() - start).toBeLessThan(20_000);
    expect(result.url).toBe(`http://localhost:${hostPort}`);
    expect(result.answer).toMatchObject({ rows: [{ output_label: 'setosa' }] });
    expect(io.said.join('\n')).toContain(`container ${name} is running (healthy)`);
    const page = await fetch(result.url);
    expect(page.url).toBe(`${result.url}/docs`);
    expect(await page.text()).toContain('swagger');
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
    // Only the two layers with code may differ: app.ts with package.json, and src.
    expect(after.slice(0, -2)).toEqual(before.slice(0, -2));
    expect(io.output()).not.toMatch(/added \d+ packages/);
  });

  it('is not made where the model does not load, and the reason is told', async () => {
    await writeFile(path.join(directory, 'model', 'model.onnx'), 'no model');
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
    await removeLog(error as UserError);
    expect(await docker('images', '-q', broken)).toBe('');
  });
});

/** A failed build keeps its log; a test does not. */
async function removeLog({ next }: UserError): Promise<void> {
  await rm(path.dirname(next.at(-1)!.replace('all of the output: ', '')), { recursive: true });
}

async function status(url: string): Promise<number | undefined> {
  return fetch(url).then(
    (response) => response.status,
    () => undefined,
  );
}
