import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BASE, formatManifest, hashOf, readManifest } from '../../../lib/project/manifest.ts';
import { projectOf, type Exchange } from './exchange.ts';

const IDENTITY = ['-c', 'user.name=test', '-c', 'user.email=test@example.com'];
/** Texts that the generator emits, of different kinds. */
const FILES = [
  'app.ts',
  'Dockerfile',
  'README.md',
  'compose.yaml',
  'package.json',
  'src/config.ts',
  '.dockerignore',
];

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

type Edit =
  | { kind: 'insert'; file: string; at: number }
  | { kind: 'replace'; file: string; at: number }
  | { kind: 'delete'; file: string }
  | { kind: 'rename'; file: string }
  | { kind: 'add'; folder: string };

const text = fc.constantFrom(...FILES.filter((file) => file !== 'package.json'));
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ kind: fc.constant('insert'), file: text, at: fc.nat(200) }),
  fc.record({ kind: fc.constant('replace'), file: text, at: fc.nat(200) }),
  fc.record({ kind: fc.constant('delete'), file: fc.constantFrom(...FILES) }),
  fc.record({ kind: fc.constant('rename'), file: fc.constantFrom(...FILES) }),
  fc.record({ kind: fc.constant('add'), folder: fc.constantFrom('.', 'src', 'docs') }),
);

/** Edits as a person makes them; returns every word of theirs, with the file that has it. */
async function apply(project: Exchange, edits: Edit[]): Promise<Map<string, string>> {
  const words = new Map<string, string>();
  for (const [number, change] of edits.entries()) {
    const word = `mine-${number}-`;
    if (change.kind === 'add') {
      const file = `${change.folder}/added-${number}`;
      await mkdir(path.dirname(project.at(file)), { recursive: true });
      await writeFile(project.at(file), `${word}\n`);
      words.set(word, file);
      continue;
    }
    if (!existsSync(project.at(change.file))) continue;
    if (change.kind === 'delete' || change.kind === 'rename') {
      if (change.kind === 'rename')
        await rename(project.at(change.file), project.at(`${change.file}.${number}`));
      else await rm(project.at(change.file));
      for (const [known, file] of words) {
        if (file !== change.file) continue;
        if (change.kind === 'rename') words.set(known, `${file}.${number}`);
        else words.delete(known);
      }
      continue;
    }
    const lines = (await project.text(change.file)).split('\n');
    const at = change.at % lines.length;
    lines.splice(at, change.kind === 'replace' ? 1 : 0, `# ${word}`);
    await writeFile(project.at(change.file), lines.join('\n'));
    // A line that was replaced may have been the user's own.
    for (const [known, file] of words)
      if (file === change.file && !lines.join('\n').includes(known)) words.delete(known);
    words.set(word, change.file);
  }
  return words;
}

describe('an update from an older set of templates', () => {
  it('loses no word of the user, brings untouched files up to date, and is done after once', async () => {
    const project = await projectOf('sample:iris');
    const current = new Map(
      await Promise.all(FILES.map(async (file) => [file, await project.text(file)] as const)),
    );
    await project.remove();
    await fc.assert(
      fc.asyncProperty(
        fc.array(edit, { maxLength: 8 }),
        fc.nat(10),
        fc.constantFrom('keep' as const, 'merge' as const),
        async (edits, seed, conflict) => {
          const project = await projectOf('sample:iris');
          try {
            for (const file of FILES) await age(project, file, seed);
            const aged = new Map(
              await Promise.all(FILES.map(async (file) => [file, await project.text(file)] as const)),
            );
            const words = await apply(project, edits);
            const isThere = new Map(FILES.map((file) => [file, existsSync(project.at(file))]));
            const before = await Promise.all(
              FILES.map((file) => (isThere.get(file) ? project.text(file) : Promise.resolve(undefined))),
            );
            await project.again({ conflict });
            for (const [word, file] of words) expect(await project.text(file)).toContain(word);
            for (const [i, file] of FILES.entries()) {
              expect({ file, there: existsSync(project.at(file)) }).toEqual({
                file,
                there: isThere.get(file),
              });
              if (before[i] === aged.get(file)) expect(await project.text(file)).toBe(current.get(file));
            }
            const after = await project.state();
            await project.again({ conflict });
            expect(await project.state()).toEqual(after);
          } finally {
            await project.remove();
          }
        },
      ),
      { numRuns: 30, interruptAfterTimeLimit: 90_000 },
    );
  }, 180_000);

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

  it('with both sides changing package.json keeps both, and lets npm mend the lock', async () => {
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
