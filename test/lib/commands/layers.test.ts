import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { create } from '../../../lib/commands/create/create.ts';
import type { Flags } from '../../../lib/interview/answers.ts';
import type { Io, Prompt } from '../../../lib/io/io.ts';
import { readManifest } from '../../../lib/project/manifest.ts';
import { emptyFolder } from '../../cli.ts';
import { quietIo } from '../../emitted/emit.ts';
import { packNpm, publishGit, writeTree } from '../layers/published.ts';

let directory: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ directory, remove } = await emptyFolder());
  vi.stubEnv('ML_DOCKER_CONFIG', path.join(directory, 'config'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await remove();
});

const at = (file: string) => path.join(directory, 'api', ...file.split('/'));
const text = (file: string) => readFile(at(file), 'utf8');
const yoRc = async () => JSON.parse(await text('.yo-rc.json'))['generator-ml-docker'];
const layers = async () => (await readManifest(at('.')))!.layers.slice(3);
const run = (flags: Flags & Record<string, unknown> = {}, io: Io = quietIo()) =>
  create({ cwd: directory, directory: 'api', flags: { yes: true, skipInstall: true, ...flags } }, io);

/** A person who answers each question by its name, else with its default. */
function person(answers: Record<string, unknown>, asked: string[] = []): Io {
  return {
    ...quietIo(),
    interactive: true,
    async ask<T>({ name, default: fallback, validate }: Prompt<T>) {
      asked.push(name);
      const answer = (name in answers ? answers[name] : fallback) as T;
      expect(await validate?.(answer)).not.toBeTypeOf('string');
      return answer;
    },
  };
}

describe('a layer of the user', () => {
  it('adds, replaces and removes files, merges into package.json, and overrides one part of a file', async () => {
    await writeTree(directory, {
      'mine/layer.json': '{"remove": ["src/serving/scripts/bench.ts", "compose.yaml"]}',
      'mine/src/extra.ts': 'export {};\n',
      'mine/tsconfig.json': '{}\n',
      'mine/package.json': '{"license": "UNLICENSED", "scripts": {"bench": null}}',
      'mine/Dockerfile.d/20-check-model.ejs':
        '# no check of <%= name %>\nFROM dependencies AS model\nCOPY model ./model\n',
    });
    await run({ templates: ['mine'] });
    expect(await text('src/extra.ts')).toBe('export {};\n');
    expect(await text('tsconfig.json')).toBe('{}\n');
    expect(existsSync(at('src/serving/scripts/bench.ts')) || existsSync(at('compose.yaml'))).toBe(false);
    const { license, scripts } = JSON.parse(await text('package.json'));
    expect([license, scripts.bench, scripts.test]).toEqual(['UNLICENSED', undefined, expect.any(String)]);
    const dockerfile = await text('Dockerfile');
    expect(dockerfile).toContain('# no check of api\n');
    expect(dockerfile).not.toContain('src/serving/check.ts');
    expect(dockerfile).toMatch(/^FROM dependencies AS model$[^]*^FROM dependencies AS runtime$/m);
  });

  it('is remembered relative to the project, and used again; "none" takes it away', async () => {
    await writeTree(directory, { 'mine/NOTE.ejs': 'one <%= port %>' });
    await run({ templates: ['mine'] });
    expect(await yoRc()).toMatchObject({ templates: ['../mine'] });
    expect(await layers()).toEqual([{ name: 'mine', source: '../mine' }]);
    await writeTree(directory, { 'mine/NOTE.ejs': 'two <%= port %>' });
    await run({ port: 9000 });
    expect(await text('NOTE')).toBe('two 9000');
    await run({ templates: [] });
    expect(existsSync(at('NOTE'))).toBe(false);
    expect((await yoRc()).templates).toBeUndefined();
  });

  it('lies below those that are named after it, and below .ml-docker/templates of the project', async () => {
    await writeTree(directory, { 'one/A': '1', 'one/B': '1', 'one/C': '1', 'two/B': '2', 'two/C': '2' });
    await run({ templates: ['one', 'two'] });
    await writeTree(directory, { 'api/.ml-docker/templates/C': '3' });
    await run();
    expect([await text('A'), await text('B'), await text('C')]).toEqual(['1', '2', '3']);
    expect((await layers()).map(({ source }) => source)).toEqual([
      '../one',
      '../two',
      '.ml-docker/templates',
    ]);
    expect((await yoRc()).templates).toEqual(['../one', '../two']);
  });

  it('that goes takes its files with it, but not those that were edited', async () => {
    await writeTree(directory, { 'mine/docs/a.md': 'a\n', 'mine/b.md': 'b\n' });
    await run({ templates: ['mine'] });
    await writeTree(directory, { 'api/b.md': 'mine\n' });
    await run({ templates: [] });
    expect(existsSync(at('docs'))).toBe(false);
    expect(await text('b.md')).toBe('mine\n');
    expect((await readManifest(at('.')))!.files['b.md']).toBeUndefined();
  });
});

describe('the questions of a layer', () => {
  const config = JSON.stringify({
    questions: [
      { name: 'costCentre', message: 'Who pays?', help: 'who pays', pattern: '\\d{4}' },
      { name: 'tier', help: 'how good', type: 'select', choices: ['gold', 'silver'] },
    ],
  });
  beforeEach(() =>
    writeTree(directory, { 'mine/layer.json': config, 'mine/WHO.ejs': '<%= costCentre %> <%= tier %>' }),
  );

  it('are asked after our own, and answered once', async () => {
    const asked: string[] = [];
    const flags = { templates: ['mine'], model: 'sample:iris', name: 'api', port: 8123, yes: false };
    await run(flags, person({ costCentre: '4711', next: 'neither' }, asked));
    expect(asked).toEqual(['baseImage', 'costCentre', 'next']);
    expect(await text('WHO')).toBe('4711 gold');
    expect(await yoRc()).toMatchObject({ costCentre: '4711', tier: 'gold' });
    asked.length = 0;
    await run({ yes: false, tier: 'silver' }, person({ next: 'neither' }, asked));
    expect(asked).toEqual(['next']);
    expect(await text('WHO')).toBe('4711 silver');
  });

  it('are refused where the answer does not fit, and listed where nobody is there', async () => {
    await expect(run({ templates: ['mine'], costCentre: 'x' })).rejects.toMatchObject({ code: 'answers' });
    await expect(run({ templates: ['mine'], yes: false })).rejects.toMatchObject({
      code: 'answers-missing',
      details: expect.arrayContaining([expect.stringContaining('--cost-centre TEXT')]),
    });
  });
});

describe('a layer from elsewhere', () => {
  const tree = { 'layer/NOTE.ejs': 'one <%= name %>', NOTE: 'not read' };

  it('is rendered only with --trust, or after a question, once for each state of it', async () => {
    const { url } = await publishGit(directory, tree);
    const templates = [`${url}#main`];
    await expect(run({ templates })).rejects.toMatchObject({ code: 'layer-untrusted', exitCode: 2 });
    const answers = { model: 'sample:iris', name: 'api', next: 'neither' };
    const flags = { templates, port: 8123, yes: false };
    await expect(run(flags, person({ ...answers, trust: false }))).rejects.toMatchObject({
      code: 'layer-untrusted',
    });
    expect(existsSync(at('.'))).toBe(false);
    await run(flags, person({ ...answers, trust: true }));
    expect(await text('NOTE')).toBe('one api');
    await run();
    await run({ templates });
  });

  it('from git is pinned by its commit, until it is named again', async () => {
    const { url, commits } = await publishGit(directory, tree, { 'layer/NOTE': 'two' });
    await run({ templates: [`${url}#${commits[0]}`], trust: true });
    expect(await layers()).toEqual([{ name: 'layers', source: `${url}#${commits[0]}`, pin: commits[0] }]);
    await run({ templates: [`${url}#main`], trust: true });
    expect([await text('NOTE'), (await layers())[0]!.pin]).toEqual(['two', commits[1]]);
    await writeTree(path.join(directory, 'work'), { 'layer/NOTE': 'three' });
    const git = (...args: string[]) => execa('git', args, { cwd: path.join(directory, 'work') });
    await git(
      '-c',
      'user.name=test',
      '-c',
      'user.email=test@example.com',
      'commit',
      '--quiet',
      '-am',
      'three',
    );
    await git('push', '--quiet', '../layers.git', 'main');
    await run({ port: 9000 });
    expect([await text('NOTE'), (await yoRc()).port]).toEqual(['two', 9000]);
    await run({ templates: [`${url}#main`], trust: true });
    expect(await text('NOTE')).toBe('three');
  });

  it('as an archive is pinned by its hash', async () => {
    const archive = await packNpm(directory, tree);
    await run({ templates: [archive], trust: true });
    expect(await layers()).toEqual([
      {
        name: 'templates-1.0.0',
        source: '../templates-1.0.0.tgz',
        pin: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
    expect(await text('NOTE')).toBe('one api');
  });

  it('is not trusted because a project says so that was made on another machine', async () => {
    await run();
    await writeTree(directory, { 'api/.ml-docker/templates/NOTE.ejs': '<%= name %>' });
    await run();
    expect(await text('NOTE')).toBe('api');
    vi.stubEnv('ML_DOCKER_CONFIG', path.join(directory, 'another-machine'));
    await expect(run()).rejects.toMatchObject({ code: 'layer-untrusted' });
    await writeTree(directory, { 'api/mine/NOTE': 'x' });
    await rm(at('.ml-docker/templates'), { recursive: true });
    const answers = JSON.parse(await text('.yo-rc.json'));
    answers['generator-ml-docker'].templates = ['mine'];
    await writeTree(directory, { 'api/.yo-rc.json': JSON.stringify(answers) });
    await expect(run()).rejects.toMatchObject({ code: 'layer-untrusted' });
    await run({ templates: ['api/mine'] });
    expect(await text('NOTE')).toBe('x');
  });
});
