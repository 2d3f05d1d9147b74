import { readFile, writeFile } from 'node:fs/promises';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { BASE, formatManifest, readManifest } from '../../../lib/project/manifest.ts';
import { hashOf } from '../../../lib/sha256.ts';
import { projectOf, type Exchange } from './exchange.ts';

const IDENTITY = ['-c', 'user.name=test', '-c', 'user.email=test@example.com'];
/** What an older set of templates wrote: some lines were otherwise, and some were not there yet. */
async function age(project: Exchange, file: string, seed: number): Promise<void> {
  const lines = (await project.text(file)).split('\n');
  const older = file.endsWith('.json')
    ? lines.map((line) => line.replace('"type": "module"', '"type": "commonjs"'))
    : lines.flatMap((line, i) => (i % 11 === seed % 11 ? (i % 2 === 0 ? [] : [`${line} older`]) : [line]));
  const directory = project.at('.');
  for (const place of [project.at(file), project.at(`${BASE}/${file}`)])
    await writeFile(place, older.join('\n'));
  const manifest = (await readManifest(directory))!;
  manifest.files[file] = hashOf(older.join('\n'));
  await writeFile(
    project.at('.ml-docker/manifest.json'),
    formatManifest({ ...manifest, generator: '0.0.1' }),
  );
}

describe('an update from an older set of templates', () => {
  it('without a way to settle a contradiction writes nothing', async () => {
    const project = await projectOf('sample:iris');
    await age(project, 'app.ts', 1);
    const lines = (await project.text('app.ts')).split('\n');
    await writeFile(project.at('app.ts'), lines.map((line) => `${line} // mine`).join('\n'));
    const before = await project.state();
    await expect(project.again()).rejects.toMatchObject({
      code: 'conflict',
      exitCode: 2,
      details: ['app.ts'],
    });
    expect(await project.state()).toEqual(before);
    await project.again({ conflict: 'merge' });
    expect(await readFile(project.at('app.ts'), 'utf8')).toMatch(
      /<<<<<<< yours[^]*=======[^]*>>>>>>> planned/,
    );
    await project.remove();
  });

  it('with both sides changing package.json keeps both, and lets npm repair the lock', async () => {
    const project = await projectOf('sample:iris');
    await age(project, 'package.json', 0);
    const edited = JSON.parse(await project.text('package.json'));
    edited.dependencies['is-number'] = '^7.0.0';
    await writeFile(project.at('package.json'), `${JSON.stringify(edited, null, 2)}\n`);
    const lock = await project.text('package-lock.json');
    await project.again();
    const merged = JSON.parse(await project.text('package.json'));
    expect(merged).toMatchObject({ type: 'module', dependencies: { 'is-number': '^7.0.0' } });
    expect(await project.text('package-lock.json')).toBe(lock);
    expect(project.said.join('\n')).toContain('npm install --package-lock-only');
    await project.remove();
  });

  it('shows with --dry-run what would change as a diff, and writes nothing', async () => {
    const project = await projectOf('sample:iris');
    await age(project, 'Dockerfile', 0);
    const before = await project.state();
    const said = await project.again({ dryRun: true });
    expect(said).toMatch(/^ {2}update {3}Dockerfile$/m);
    expect(said).toMatch(/^--- Dockerfile\tyours$/m);
    expect(said).toMatch(/^-.* older$/m);
    expect(await project.state()).toEqual(before);
    await project.remove();
  });

  it('by an older generator is refused', async () => {
    const project = await projectOf('sample:iris');
    const manifest = (await readManifest(project.at('.')))!;
    await writeFile(
      project.at('.ml-docker/manifest.json'),
      formatManifest({ ...manifest, generator: '99.0.0' }),
    );
    await expect(project.again()).rejects.toMatchObject({ code: 'downgrade', exitCode: 2 });
    await project.remove();
  });

  it('among edits that git does not know is refused, where something would be written', async () => {
    const project = await projectOf('sample:iris');
    const git = (...args: string[]) => execa('git', [...IDENTITY, ...args], { cwd: project.at('.') });
    await age(project, 'Dockerfile', 0);
    await git('init', '--quiet');
    await git('add', '--all');
    await git('commit', '--quiet', '-m', 'project');
    await writeFile(project.at('notes.md'), 'untracked files do not matter');
    await writeFile(project.at('app.ts'), `${await project.text('app.ts')}// mine\n`);
    const before = await project.state();
    await expect(project.again()).rejects.toMatchObject({ code: 'dirty', details: [' M app.ts'] });
    expect(await project.state()).toEqual(before);
    await project.again({ allowDirty: true });
    await git('commit', '--quiet', '-am', 'updated');
    await writeFile(project.at('app.ts'), `${await project.text('app.ts')}// mine\n`);
    // Nothing would be written, so the edit is in nobody's way.
    await project.again();
    await project.remove();
  });
});
