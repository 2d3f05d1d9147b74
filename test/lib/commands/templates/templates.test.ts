import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { templates, type TemplateList } from '../../../../lib/commands/templates/templates.ts';
import type { Ejection } from '../../../../lib/commands/templates/eject.ts';
import type { Flags } from '../../../../lib/interview/answers.ts';
import { version } from '../../../../lib/package.ts';
import { emptyFolder, mlDocker, tree } from '../../../cli.ts';
import { emit, quietIo } from '../../../emitted/emit.ts';
import { writeTree } from '../../layers/published.ts';

let folder: string;
let project: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ directory: folder, remove } = await emptyFolder());
  project = path.join(folder, 'api');
  await emit(project, { model: 'sample:iris' });
});
afterAll(() => remove());

const said: string[] = [];
const run = async (cwd: string, positionals: string[], flags: Flags = {}): Promise<unknown> => {
  said.length = 0;
  return templates({ cwd, positionals, flags }, quietIo(said));
};
const list = async (cwd: string, flags: Flags = {}) => (await run(cwd, ['list'], flags)) as TemplateList;

describe('templates list', () => {
  it('tells every template as it lies in its layer, also where there is no project', async () => {
    const { files, layers } = await list(folder);
    expect(files).toContainEqual({
      path: 'README.md.d/10-title.md.ejs',
      layer: 'service',
      target: 'README.md',
      part: '10-title.md',
    });
    expect(files).toContainEqual({ path: '_gitignore', layer: 'service', target: '.gitignore' });
    expect(layers.slice(0, 2)).toEqual([{ name: 'service' }, { name: 'container' }]);
    expect(said.join('\n')).toMatch(/^compose\.yaml\.ejs +compose$/m);
  });

  it('in a project tells which layer each path comes from there', async () => {
    await writeTree(folder, {
      'mine/layer.json': '{"remove": ["scripts/**"]}',
      'mine/README.md.d/10-title.md': 'mine',
      'mine/Dockerfile': 'FROM x',
      'mine/package.json': '{}',
    });
    const { files, layers } = await list(project, { templates: ['../mine'] });
    expect(layers.at(-1)).toEqual({ name: 'mine', source: '../mine' });
    const of = (name: string) => files.filter(({ path: file }) => file === name).map(({ layer }) => layer);
    expect(of('README.md.d/10-title.md')).toEqual(['mine']);
    expect(of('README.md.d/10-title.md.ejs')).toEqual([]);
    expect(of('package.json')).toEqual(expect.arrayContaining(['mine', 'service']));
    expect(files.filter(({ target }) => target === 'Dockerfile')).toHaveLength(1);
    expect(files.filter(({ target }) => target.startsWith('scripts/'))).toEqual([]);
  });

  it('prints JSON alone with --json', async () => {
    const { stdout } = await mlDocker(folder, 'templates', 'list', '--json');
    expect(JSON.parse(stdout).files).toEqual((await list(folder)).files);
  });
});

describe('templates eject', () => {
  it('copies files and parts into the project, with a header that says from which version', async () => {
    const paths = [
      'Dockerfile.d/40-from-base-image.ejs',
      'README.md.d/10-title.md',
      'src/config.ts',
      '.gitignore',
    ];
    const { files } = (await run(project, ['eject', ...paths])) as Ejection;
    const own = path.join(project, '.ml-docker/templates');
    const text = (file: string) => readFile(path.join(own, file), 'utf8');
    expect(files.map((file) => file.path)).toEqual([
      'Dockerfile.d/40-from-base-image.ejs',
      'README.md.d/10-title.md.ejs',
      'src/config.ts',
      '_gitignore',
    ]);
    const from = `of generator-ml-docker ${version} (sha256 `;
    expect(await text('src/config.ts')).toContain(`// Ejected from service/src/config.ts ${from}`);
    expect(await text('_gitignore')).toContain(`# Ejected from service/_gitignore ${from}`);
    expect(await text('Dockerfile.d/40-from-base-image.ejs')).toMatch(
      /^<%# Ejected from container\/Dockerfile\.d/,
    );
    await run(project, ['check']);
    expect(said.at(-1)).toContain('nothing is wrong');
  });

  it('changes nothing in what is emitted but the headers of files that are not templates', async () => {
    const other = path.join(folder, 'other');
    await emit(other, { model: 'sample:iris', name: 'api' });
    const before = await tree(other);
    const all = (await list(other)).files.filter(({ target }) => !target.startsWith('package'));
    await run(other, ['eject', ...all.map((template) => template.path)]);
    await emit(other, {});
    const after = await tree(other);
    const isText = (file: string) =>
      file in before && before[file] !== after[file] && !file.startsWith('.ml-docker/');
    const changed = Object.keys(after).filter(isText);
    const templatesOnly = all
      .filter((template) => template.path.endsWith('.ejs'))
      .map(({ target }) => target);
    expect(changed.filter((file) => templatesOnly.includes(file))).toEqual([]);
    expect(changed).not.toContain('tsconfig.json');
    expect(changed).not.toContain('src/serving/predict-table.ts'); // Before its first line nothing may stand.
    const style = path.join(other, 'src', 'serving', 'page', 'files', 'style.css');
    expect(await readFile(style, 'utf8')).toMatch(/^\/\* Ejected from .* \*\/\n/);
    expect(
      changed.filter(
        (file) => !/\.(ts|cjs|mjs|js|md|html|css|svg)$|^\.(gitignore|npmrc|dockerignore)$/.test(file),
      ),
    ).toEqual([]);
  });

  it('copies into a folder of the user, outside of a project too', async () => {
    await mkdir(path.join(folder, 'empty'));
    await run(path.join(folder, 'empty'), ['eject', 'tsconfig.json'], { templates: ['company'] });
    const copy = await readFile(path.join(folder, 'empty/company/tsconfig.json.ejs'), 'utf8');
    expect(copy).toMatch(/^<%# Ejected from service\/tsconfig\.json of .*-%>\n\{/);
  });

  it.each([
    [['eject', 'Dockerfile'], 'eject-unknown', /made of parts/],
    [['eject', 'src/confg.ts'], 'eject-unknown', /did you mean "src\/config\.ts"/],
    [['eject', 'package.json'], 'eject-merged', /merged/],
    [['eject'], 'argument-missing', /No template/],
    [['lst'], 'templates-action', /"lst"/],
    [['check', 'nowhere'], 'check-folder', /nowhere/],
  ])('refuses %j', async (positionals, code, message) => {
    const failed = run(project, positionals);
    await expect(failed).rejects.toMatchObject({ code, exitCode: 2 });
    await expect(failed).rejects.toThrow(message);
  });

  it('refuses where there is no project and no folder, and what is there already', async () => {
    await expect(run(folder, ['eject', 'app.ts'])).rejects.toMatchObject({ code: 'eject-where' });
    await run(project, ['eject', 'app.ts']);
    await expect(run(project, ['eject', 'src/serving/log.ts', 'app.ts'])).rejects.toMatchObject({
      code: 'eject-there',
    });
    expect(existsSync(path.join(project, '.ml-docker/templates/src/log.ts'))).toBe(false);
    await run(project, ['eject', 'app.ts'], { force: true });
  });
});

describe('ml-docker templates check', () => {
  it('exits 1 with faults, as file and line, and 0 without', async () => {
    await writeTree(folder, { 'bad/a.ejs': 'x\n<%= nobody %>', 'good/a.ejs': '<%= name %>' });
    const bad = await mlDocker(folder, 'templates', 'check', 'bad');
    expect(bad.exitCode).toBe(1);
    expect(bad.stdout).toContain('a.ejs:2: there is no variable nobody\n1 file, tried in ');
    const json = await mlDocker(folder, 'templates', 'check', 'bad', '--json');
    expect(json.exitCode).toBe(1);
    expect(JSON.parse(json.stdout).problems).toMatchObject([
      { code: 'unknown-variable', file: 'a.ejs', line: 2 },
    ]);
    expect((await mlDocker(folder, 'templates', 'check', 'good')).exitCode).toBe(0);
  });
});
