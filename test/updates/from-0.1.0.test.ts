import { existsSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { create } from '../../lib/commands/create/create.ts';
import type { CreateResult } from '../../lib/commands/create/finish.ts';
import { packageRoot, version } from '../../lib/package.ts';
import { formatManifest, MANIFEST, readManifest } from '../../lib/project/manifest.ts';
import { hashOf } from '../../lib/sha256.ts';
import { node24 } from '../../scripts/node24.ts';
import { emptyFolder, tree } from '../cli.ts';
import { emit, quietIo } from '../emitted/emit.ts';
import { lacks } from '../skip.ts';
import { editAsOwner, OlderProject } from './edited.ts';

const update = (project: OlderProject, flags = {}): Promise<CreateResult> =>
  create({ cwd: project.directory, flags: { yes: true, skipInstall: true, ...flags } }, quietIo());

describe('a project of 0.1.0 that nobody edited', () => {
  it('becomes the very project that is made now, and no file of it is lost on the way', async () => {
    const project = await OlderProject.unpack();
    const { directory, remove } = await emptyFolder();
    const now = path.join(directory, 'api');
    await emit(now, { model: 'sample:iris' });
    const { files } = await update(project);
    const gone = files.filter(({ status }) => status === 'remove' || status === 'release');
    expect(gone).toEqual([]);
    expect(files.filter(({ status }) => status === 'move').length).toBeGreaterThan(85);
    // The card is the model's own, and so stays that of the version that looked into the model.
    const ofCode = async (folder: string) =>
      Object.entries(await tree(folder)).filter(([file]) => !/card\.json$|manifest\.json$/.test(file));
    expect(await ofCode(project.directory)).toEqual(await ofCode(now));
    await Promise.all([project.remove(), remove()]);
  });
});

describe('a project of 0.1.0 with edits of its owner', async () => {
  const noRuntime = await lacks('runtime');
  let project: OlderProject;
  let result: CreateResult;
  const statusOf = (file: string) => result.files.find((change) => change.path === file);

  beforeAll(async () => {
    project = await OlderProject.unpack();
    await editAsOwner(project);
    result = await update(project);
  });
  afterAll(() => project.remove());

  it('has them where the files are now, without a conflict', async () => {
    expect(statusOf('src/serving/log.ts')).toEqual({
      path: 'src/serving/log.ts',
      from: 'src/log.ts',
      status: 'merge',
    });
    expect(await project.read('src/serving/log.ts')).toContain("import { team } from '../team.ts';");
    expect(await project.read('src/serving/log.ts')).toContain('base: { team }');
    expect(await project.read('src/serving/http/errors.ts')).toContain('ask the data team');
    expect(await project.read('src/serving/predict/request.ts')).toContain('// Rows and tensors alike.');
    expect(await project.read('src/serving/scripts/bench.ts')).toContain('// Measured every Friday.');
    expect(await project.read('src/config.ts')).toContain('Ours: see the wiki.');
    for (const old of ['src/log.ts', 'src/http', 'src/predict', 'scripts'])
      expect(existsSync(project.at(old)), old).toBe(false);
    expect(result.files.filter(({ status }) => status === 'conflict')).toEqual([]);
  });

  it("has its own code's imports repaired, and nothing else of it changed", async () => {
    expect(statusOf('src/routes/about.ts')).toEqual({ path: 'src/routes/about.ts', status: 'repair' });
    expect(await project.read('src/routes/about.ts')).toContain("from '../serving/http/send.ts'");
    expect(await project.read('test/about.test.ts')).toContain("from '../src/serving/scripts/start.ts'");
    expect(statusOf('src/team.ts')).toBeUndefined();
    expect(await project.git('diff', '--stat', '--', 'src/team.ts')).toBe('');
    const { files } = (await readManifest(project.directory))!;
    expect(files['src/routes/about.ts']).toBeUndefined();
  });

  it('has its scripts, its image and its README lead to the new places', async () => {
    const { scripts, description } = JSON.parse(await project.read('package.json'));
    expect(scripts).toMatchObject({
      start: 'node -r ./src/serving/preflight.cjs --import ./src/serving/processes/processes.ts app.ts',
      bench: 'node -r ./src/serving/preflight.cjs src/serving/scripts/bench.ts',
      'bench:long': 'node src/serving/scripts/bench.ts --seconds 60',
    });
    expect(description).toBe('Which iris is it?');
    expect(await project.read('Dockerfile')).toContain('# Needed by src/serving/log.ts.\nENV TEAM=data\n');
    expect(await project.read('README.md')).toContain('Errors are worded in src/serving/problems.ts.');
  });

  it('does not get back what was deleted, under no name', () => {
    expect(existsSync(project.at('test/cpu.test.ts'))).toBe(false);
    expect(existsSync(project.at('test/serving/cpu.test.ts'))).toBe(false);
  });

  it('is done after once, and has the version that did it', async () => {
    await project.commit('Updated');
    const again = await update(project);
    expect(again.files.filter(({ status }) => !['unchanged', 'kept'].includes(status))).toEqual([]);
    expect((await readManifest(project.directory))!.generator).toBe(version);
  });

  it('keeps the history of what moved', async () => {
    const log = await project.git('log', '--follow', '--format=%s', '--', 'src/serving/log.ts');
    expect(log.split('\n')).toEqual(['Updated', 'Edits of the owner', 'As version 0.1.0 made it']);
  });

  it.skipIf(noRuntime)(
    'has no type error, and passes the tests of its owner',
    async () => {
      const installed = path.join(packageRoot, 'templates', 'service', 'node_modules');
      await symlink(installed, project.at('node_modules'), 'junction');
      const node = await node24();
      const run = (...args: string[]) => execa(node, args, { cwd: project.directory, all: true });
      await run('node_modules/typescript/bin/tsc', '--noEmit');
      const { all } = await run('--test', '--test-reporter=tap', 'test/about.test.ts');
      expect(all).toMatch(/# pass 3\n/);
    },
    240_000,
  );
});

describe('a file of 0.1.0 that both have changed in the same lines', () => {
  const contradict = async (): Promise<OlderProject> => {
    const project = await OlderProject.unpack();
    // As if 0.1.0 had written another line than what there is now.
    const older = (await project.read('src/log.ts')).replace('base: null', 'base: {}');
    await writeFile(project.at('.ml-docker/base/src/log.ts'), older);
    const manifest = (await readManifest(project.directory))!;
    manifest.files['src/log.ts'] = hashOf(older);
    await writeFile(project.at(MANIFEST), formatManifest(manifest));
    await project.edit('src/log.ts', 'base: null', "base: { team: 'data' }");
    await project.edit(
      'src/log.ts',
      "import { pino } from 'pino';",
      "import { pino } from 'pino';\nimport './cpu.ts';",
    );
    return project;
  };

  it('is a conflict that names both places, and nothing is written', async () => {
    const project = await contradict();
    const before = await tree(project.directory);
    await expect(update(project)).rejects.toMatchObject({
      code: 'conflict',
      details: ['src/log.ts → src/serving/log.ts'],
    });
    expect(await tree(project.directory)).toEqual(before);
    await project.remove();
  });

  it('is kept at the new place, or merged there with markers, or overwritten', async () => {
    for (const [conflict, expected] of [
      ['keep', /^import \{ pino \} from 'pino';\nimport '\.\/cpu\.ts';[^<]*base: \{ team: 'data' \}[^<]*$/],
      ['merge', /<<<<<<< yours\n {4}base: \{ team: 'data' \},\n=======\n {4}base: null,\n>>>>>>> planned/],
      ['overwrite', /base: null/],
    ] as const) {
      const project = await contradict();
      await update(project, { conflict });
      expect(await project.read('src/serving/log.ts')).toMatch(expected);
      expect(existsSync(project.at('src/log.ts'))).toBe(false);
      await project.remove();
    }
  });
});

describe('a place that is taken', () => {
  it('keeps its file, and the edited one stays where it was', async () => {
    const project = await OlderProject.unpack();
    await project.edit('src/exit.ts', '\n', '\n// mine\n');
    await mkdir(project.at('src/serving'));
    await writeFile(project.at('src/serving/exit.ts'), 'somebody else\n');
    await update(project, { conflict: 'keep' });
    expect(await project.read('src/serving/exit.ts')).toBe('somebody else\n');
    expect(await project.read('src/exit.ts')).toContain('// mine');
    await project.remove();
  });
});
