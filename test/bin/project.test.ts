import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Manifest } from '../../lib/project/manifest.ts';
import { emptyFolder, mlDocker, tree } from '../cli.ts';

const ARGS = ['irisapi', '--model', 'sample:iris', '--yes', '--skip-install'];

describe('a new project', () => {
  let directory: string;
  let project: string;
  let remove: () => Promise<void>;
  let stdout: string;

  beforeAll(async () => {
    ({ directory, remove } = await emptyFolder());
    project = path.join(directory, 'irisapi');
    const run = await mlDocker(directory, ...ARGS);
    expect(run.stderr).toBe('');
    expect(run.exitCode).toBe(0);
    ({ stdout } = run);
  });
  afterAll(() => remove());

  it('has every file of the contract', async () => {
    const files = Object.keys(await tree(project));
    for (const file of [
      'app.ts',
      'model/model.onnx',
      'model/card.json',
      'test/golden.json',
      'package.json',
      'package-lock.json',
      'tsconfig.json',
      '.npmrc',
      '.gitignore',
      'Dockerfile',
      '.dockerignore',
      'compose.yaml',
      'README.md',
      '.yo-rc.json',
      '.ml-docker/manifest.json',
    ]) {
      expect(files).toContain(file);
    }
    expect(files.filter((file) => file.endsWith('.ejs') || file.includes('.d/'))).toEqual([]);
  });

  it('has its name in package.json and in both places of the lock', async () => {
    const read = async (file: string) => JSON.parse(await readFile(path.join(project, file), 'utf8'));
    expect(await read('package.json')).toMatchObject({ name: 'irisapi', config: { port: 8000 } });
    expect(await read('package-lock.json')).toMatchObject({
      name: 'irisapi',
      packages: { '': { name: 'irisapi' } },
    });
  });

  it('keeps the answers in .yo-rc.json, with no absolute path', async () => {
    const text = await readFile(path.join(project, '.yo-rc.json'), 'utf8');
    expect(JSON.parse(text)).toEqual({
      'generator-ml-docker': {
        name: 'irisapi',
        model: 'sample:iris',
        port: 8000,
        baseImage: 'node:24-bookworm-slim',
        with: ['compose'],
      },
    });
  });

  it('has a manifest that tells the hash of every file but the golden answers, and each text as it was written', async () => {
    const files = await tree(project);
    const manifest = JSON.parse(
      await readFile(path.join(project, '.ml-docker/manifest.json'), 'utf8'),
    ) as Manifest;
    const emitted = Object.keys(files).filter(
      (file) => !file.startsWith('.ml-docker/') && file !== 'test/golden.json',
    );
    expect(Object.keys(manifest.files)).toEqual(emitted.sort());
    for (const file of emitted) {
      expect(files[file], file).toBe(manifest.files[file]);
      if (!file.endsWith('.onnx')) expect(files[`.ml-docker/base/${file}`], file).toBe(files[file]);
    }
  });

  it('tells the command that makes it again, on the screen and in its README', async () => {
    const command = 'ml-docker irisapi --model sample:iris --port 8000 --base-image node:24-bookworm-slim';
    expect(stdout).toContain(command);
    expect(await readFile(path.join(project, 'README.md'), 'utf8')).toContain(command);
  });

  it('shows what was found in the model', () => {
    expect(stdout).toMatch(/takes +\w+ +FP32 +\[\?, 4\]/);
    expect(stdout).toContain('setosa, versicolor, virginica');
    expect(stdout).toContain('sepal_length (cm)');
  });

  it('changes nothing when it is made a second time', async () => {
    const before = await tree(project);
    const { mtimeMs } = await stat(path.join(project, '.ml-docker/manifest.json'));
    const run = await mlDocker(directory, ...ARGS);
    expect(run.stdout).toContain('up to date');
    expect(await tree(project)).toEqual(before);
    expect((await stat(path.join(project, '.ml-docker/manifest.json'))).mtimeMs).toBe(mtimeMs);
    const inside = await mlDocker(project, '--skip-install');
    expect(inside.exitCode).toBe(0);
    expect(await tree(project)).toEqual(before);
  });
});

describe('an existing project', () => {
  let directory: string;
  let project: string;
  let remove: () => Promise<void>;
  const at = (file: string): string => path.join(project, file);

  beforeEach(async () => {
    ({ directory, remove } = await emptyFolder());
    project = path.join(directory, 'irisapi');
    await mlDocker(directory, ...ARGS);
  });
  afterEach(() => remove());

  it('takes a new answer by flag, and keeps what the user edited or deleted', async () => {
    await writeFile(at('app.ts'), '// mine now\n');
    await rm(at('compose.yaml'));
    const run = await mlDocker(project, '--port', '9000', '--skip-install');
    expect(run.stderr).toBe('');
    expect(run.exitCode).toBe(0);
    expect(await readFile(at('app.ts'), 'utf8')).toBe('// mine now\n');
    expect(await readFile(at('Dockerfile'), 'utf8')).toContain('EXPOSE 9000');
    expect(await readFile(at('.yo-rc.json'), 'utf8')).toContain('"port": 9000');
    expect(Object.keys(await tree(project))).not.toContain('compose.yaml');
  });

  it('asks about a file that both sides changed: without a terminal it is listed, and nothing written', async () => {
    await writeFile(at('Dockerfile'), 'FROM scratch\n');
    const before = await tree(project);
    const run = await mlDocker(project, '--port', '9000', '--skip-install');
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('Dockerfile');
    expect(await tree(project)).toEqual(before);
    const forced = await mlDocker(project, '--port', '9000', '--skip-install', '--force');
    expect(forced.exitCode).toBe(0);
    expect(await readFile(at('Dockerfile'), 'utf8')).toContain('EXPOSE 9000');
  });

  it('keeps what other generators have in .yo-rc.json', async () => {
    const yoRc = JSON.parse(await readFile(at('.yo-rc.json'), 'utf8')) as object;
    await writeFile(at('.yo-rc.json'), JSON.stringify({ 'generator-other': { a: 1 }, ...yoRc }));
    await mlDocker(project, '--port', '9000', '--skip-install');
    expect(JSON.parse(await readFile(at('.yo-rc.json'), 'utf8'))).toMatchObject({
      'generator-other': { a: 1 },
      'generator-ml-docker': { port: 9000 },
    });
  });
});

describe('a name that is derived', () => {
  it('from a directory that cannot be an image is made valid, and told', async () => {
    const { directory, remove } = await emptyFolder();
    const { stdout, exitCode } = await mlDocker(
      directory,
      'My API',
      '--model',
      'sample:iris',
      '--yes',
      '--skip-install',
    );
    expect(exitCode).toBe(0);
    expect(stdout).toContain('"My API" cannot name an image; the API is called my-api');
    const { name } = JSON.parse(await readFile(path.join(directory, 'My API', 'package.json'), 'utf8'));
    expect(name).toBe('my-api');
    await remove();
  });
});

describe('--dry-run', () => {
  it('shows every path and writes nothing', async () => {
    const { directory, remove } = await emptyFolder();
    const { stdout, exitCode } = await mlDocker(directory, ...ARGS, '--dry-run');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/create +app\.ts/);
    expect(stdout).toMatch(/create +Dockerfile/);
    expect(await tree(directory)).toEqual({});
    await remove();
  });
});

describe('--json', () => {
  it('prints the result alone on stdout', async () => {
    const { directory, remove } = await emptyFolder();
    const { stdout, exitCode } = await mlDocker(directory, ...ARGS, '--json');
    expect(exitCode).toBe(0);
    const result = JSON.parse(stdout) as { name: string; files: { path: string; status: string }[] };
    expect(result.name).toBe('irisapi');
    expect(result.files).toContainEqual({ path: 'app.ts', status: 'create' });
    await remove();
  });
});

describe("a layer of the user's own", () => {
  it('lies on top, adds dependencies that --skip-install only names, and is remembered relative to the project', async () => {
    const { directory, remove } = await emptyFolder();
    const layer = path.join(directory, 'company');
    await mkdir(path.join(layer, 'README.md.d'), { recursive: true });
    await writeFile(
      path.join(layer, 'README.md.d', '05-notice.md.ejs'),
      '> <%= name %> belongs to the data team.\n',
    );
    await writeFile(
      path.join(layer, 'package.json'),
      '{"license":"UNLICENSED","dependencies":{"ms":"^2.1.3"}}',
    );
    const run = await mlDocker(directory, ...ARGS, '--templates', 'company');
    expect(run.stdout).toContain('npm install --package-lock-only');
    const project = path.join(directory, 'irisapi');
    expect(await readFile(path.join(project, 'README.md'), 'utf8')).toMatch(
      /^> irisapi belongs to the data team\.\n\n# /,
    );
    expect(await readFile(path.join(project, 'package.json'), 'utf8')).toContain('UNLICENSED');
    expect(await readFile(path.join(project, '.yo-rc.json'), 'utf8')).toMatch(/"templates": \[\s*"..\/company"/);
    const build = await mlDocker(directory, ...ARGS, '--templates', 'company', '--build');
    expect(build.exitCode).toBe(1);
    expect(build.stderr).toContain('npm install --package-lock-only');
    await remove();
  });

  it('that adds dependencies gets a lock of its own, once', async () => {
    const { directory, remove } = await emptyFolder();
    await mkdir(path.join(directory, 'company'));
    await writeFile(path.join(directory, 'company', 'package.json'), '{"dependencies":{"ms":"^2.1.3"}}');
    const args = ['irisapi', '--model', 'sample:iris', '--yes', '--templates', 'company'];
    const first = await mlDocker(directory, ...args);
    expect(first.stdout).toContain('$ npm install --package-lock-only');
    expect(first.stdout + first.stderr).not.toContain('EBADENGINE');
    const lock = await readFile(path.join(directory, 'irisapi', 'package-lock.json'), 'utf8');
    expect(lock).toContain('node_modules/ms"');
    expect(lock).not.toContain('"resolved"');
    const before = await tree(directory);
    const second = await mlDocker(directory, ...args);
    expect(second.stdout).not.toContain('$ npm install');
    expect(await tree(directory)).toEqual(before);
    await remove();
  });
});
