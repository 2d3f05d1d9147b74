import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { create } from '../../../lib/commands/create/create.ts';
import { hashOf } from '../../../lib/sha256.ts';
import { emptyFolder, tree } from '../../cli.ts';
import { emit, quietIo } from '../../emitted/emit.ts';
import { olderPackage, type Rewrite } from '../../older-package.ts';

/** Some lines were otherwise, some were not there yet, and some are gone. */
const aged = (text: string): string =>
  text
    .split('\n')
    .flatMap((line, i) => (i % 11 === 3 ? [] : i % 13 === 5 ? [`${line} // older`, 'an older line'] : [line]))
    .join('\n');
const longer = (text: string): string => `${text}\nan older line\n`;

/** An older set of templates: changed, not there yet, gone since. */
const OLDER: Rewrite = {
  'service/app.ts': aged,
  'service/src/config.ts': aged,
  'service/tsconfig.json': (text) => text.replace('"strict": true', '"strict": false'),
  'service/package.json': (text) => text.replace('"type": "module"', '"type": "commonjs"'),
  'service/_gitignore': aged,
  'service/README.md.d/60-files.md.ejs': longer,
  'service/README.md.d/75-old.md': () => 'A section that is gone.\n',
  'container/.dockerignore': aged,
  'compose/compose.yaml.ejs': longer,
  'service/src/serving/scripts/bench.ts': () => undefined,
  'service/src/serving/log.ts': () => undefined,
  'service/src/legacy.ts': () => 'export const legacy = true;\n',
  'service/docs/old/notes.md': () => '# Old notes\n\nof an older version\n',
};

/** Emitted by the older version, with what the user does to them. */
const FILES = [
  'app.ts',
  'src/config.ts',
  'tsconfig.json',
  'package.json',
  '.gitignore',
  'README.md',
  '.dockerignore',
  'compose.yaml',
  'src/legacy.ts',
  'docs/old/notes.md',
  'src/card.ts',
];
/** Where the current version emits files that the older one did not. */
const NEW = ['src/serving/scripts/bench.ts', 'src/serving/log.ts'];

type Edit =
  | { kind: 'insert' | 'replace'; file: string; at: number }
  | { kind: 'delete' | 'rename'; file: string }
  | { kind: 'add'; file: string };

const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('insert' as const, 'replace' as const),
    file: fc.constantFrom(...FILES.filter((file) => !file.endsWith('.json'))),
    at: fc.nat(200),
  }),
  fc.record({ kind: fc.constantFrom('delete' as const, 'rename' as const), file: fc.constantFrom(...FILES) }),
  fc.record({
    kind: fc.constant('add' as const),
    file: fc.constantFrom('mine.md', 'src/mine.ts', 'new/x', ...NEW),
  }),
);

/** What the user has made of a project. */
interface Made {
  /** Every word that the user wrote, with the file that has it. */
  words: Map<string, string>;
  touched: Set<string>;
  deleted: Set<string>;
}

async function apply(project: string, edits: Edit[]): Promise<Made> {
  const made: Made = { words: new Map(), touched: new Set(), deleted: new Set() };
  const at = (file: string): string => path.join(project, ...file.split('/'));
  const forget = (file: string, isGone: (word: string) => boolean): void => {
    for (const [word, where] of made.words) if (where === file && isGone(word)) made.words.delete(word);
  };
  for (const [number, change] of edits.entries()) {
    const { file, kind } = change;
    const word = `mine-${number}-`;
    if (kind === 'add') {
      forget(file, () => true);
      await mkdir(path.dirname(at(file)), { recursive: true });
      await writeFile(at(file), `${word}\n`);
      made.touched.add(file);
      made.words.set(word, file);
      continue;
    }
    if (!existsSync(at(file))) continue;
    made.touched.add(file);
    if (!('at' in change)) {
      made.deleted.add(file);
      if (kind === 'delete') {
        forget(file, () => true);
        await rm(at(file));
      } else {
        await rename(at(file), at(`${file}.${number}`));
        for (const [known, where] of made.words)
          if (where === file) made.words.set(known, `${file}.${number}`);
      }
      continue;
    }
    const lines = (await readFile(at(file), 'utf8')).split('\n');
    lines.splice(change.at % lines.length, kind === 'replace' ? 1 : 0, `# ${word}`);
    await writeFile(at(file), lines.join('\n'));
    // A line that was replaced may have been the user's own.
    forget(file, (known) => !lines.join('\n').includes(known));
    made.words.set(word, file);
  }
  return made;
}

const ofProject = (files: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(files).filter(([file]) => !/^\.(?:ml-docker\/|yo-rc)/.test(file)));

describe('an update from an older set of templates', () => {
  let folder: string;
  let remove: () => Promise<void>;
  let current: Record<string, string>;
  let older: Record<string, string>;
  const origin = () => path.join(folder, 'older', 'api');

  beforeAll(async () => {
    ({ directory: folder, remove } = await emptyFolder());
    await mkdir(path.join(folder, 'older'));
    const run = await olderPackage(path.join(folder, 'package'), OLDER);
    await run(path.join(folder, 'older'), 'api', '--model', 'sample:iris');
    await mkdir(path.join(folder, 'now'));
    await emit(path.join(folder, 'now', 'api'), { model: 'sample:iris' });
    older = ofProject(await tree(origin()));
    current = ofProject(await tree(path.join(folder, 'now', 'api')));
  });
  afterAll(() => remove());

  it('is one: files are changed, come and go', () => {
    const differing = [...new Set([...Object.keys(older), ...Object.keys(current)])].filter(
      (file) => older[file] !== current[file],
    );
    expect(differing.sort()).toEqual([...FILES.filter((file) => file !== 'src/card.ts'), ...NEW].sort());
  });

  it('loses no word of the user, brings all untouched files up to date, and is done after once', async () => {
    let number = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(edit, { maxLength: 10 }),
        fc.constantFrom('keep' as const, 'merge' as const),
        async (edits, conflict) => {
          number += 1;
          const project = path.join(folder, `run-${number}`, 'api');
          await cp(origin(), project, { recursive: true });
          const { words, touched, deleted } = await apply(project, edits);
          const before = ofProject(await tree(project));
          const update = () =>
            create({ cwd: project, flags: { yes: true, skipInstall: true, conflict } }, quietIo());
          await update();
          const after = ofProject(await tree(project));
          for (const [word, file] of words)
            expect(await readFile(path.join(project, ...file.split('/')), 'utf8')).toContain(word);
          for (const file of new Set([...Object.keys(before), ...Object.keys(current), ...deleted])) {
            const isOwn = older[file] === undefined && current[file] === undefined;
            // A file of the user, to the last byte; what is deleted and not made anew stays so.
            if (isOwn) expect({ file, hash: after[file] }).toEqual({ file, hash: before[file] });
            else if (deleted.has(file) && before[file] === undefined)
              expect({ file, hash: after[file] }).toEqual({ file, hash: undefined });
            else if (!touched.has(file))
              expect({ file, hash: after[file] }).toEqual({ file, hash: current[file] });
          }
          await update();
          expect(ofProject(await tree(project))).toEqual(after);
          await rm(path.dirname(project), { recursive: true });
        },
      ),
      {
        numRuns: 40,
        interruptAfterTimeLimit: 90_000,
        examples: [[FILES.map((file) => ({ kind: 'delete', file })), 'keep']],
      },
    );
  }, 180_000);

  it('without an edit comes to the very project that is made now', async () => {
    const project = path.join(folder, 'untouched', 'api');
    await cp(origin(), project, { recursive: true });
    await create({ cwd: project, flags: { yes: true, skipInstall: true } }, quietIo());
    const now = await tree(path.join(folder, 'now', 'api'));
    expect(await tree(project)).toEqual(now);
    expect(hashOf(await readFile(path.join(project, 'app.ts')))).toBe(now['app.ts']);
  });
});

describe('a stage of the Dockerfile that the user overrides', () => {
  let folder: string;
  let remove: () => Promise<void>;
  let run: (cwd: string, ...args: string[]) => Promise<void>;
  const project = () => path.join(folder, 'api');
  const dockerfile = () => readFile(path.join(project(), 'Dockerfile'), 'utf8');
  const OLD_LINE = 'WORKDIR /older';

  beforeAll(async () => {
    ({ directory: folder, remove } = await emptyFolder());
    run = await olderPackage(path.join(folder, 'package'), {
      'container/Dockerfile.d/10-dependencies.ejs': (text) => text.replace(/^WORKDIR .*$/m, OLD_LINE),
    });
  });
  afterAll(() => remove());

  it('in a layer survives an update that changes another stage', async () => {
    const part = path.join(folder, 'mine', 'Dockerfile.d', '90-start.ejs');
    await mkdir(path.dirname(part), { recursive: true });
    const text = 'EXPOSE <%= port %>\nUSER 1000:1000\nCMD ["node", "--max-old-space-size=4096", "app.ts"]\n';
    await writeFile(part, text);
    await run(folder, 'api', '--model', 'sample:iris', '--templates', 'mine');
    const before = await dockerfile();
    expect(before).toContain(OLD_LINE);
    await create({ cwd: project(), flags: { yes: true, skipInstall: true } }, quietIo());
    const after = await dockerfile();
    expect(after).not.toContain(OLD_LINE);
    expect(after).toContain('WORKDIR /app');
    expect(after).toContain('CMD ["node", "--max-old-space-size=4096", "app.ts"]');
    expect(after).not.toContain('HEALTHCHECK');
    await rm(project(), { recursive: true });
  });

  it('by hand survives it too, merged', async () => {
    await run(folder, 'api', '--model', 'sample:iris');
    const edited = (await dockerfile()).replace(
      /^CMD .*$/m,
      'CMD ["node", "--max-old-space-size=4096", "app.ts"]',
    );
    await writeFile(path.join(project(), 'Dockerfile'), edited);
    await create({ cwd: project(), flags: { yes: true, skipInstall: true } }, quietIo());
    const after = await dockerfile();
    expect(after).not.toContain(OLD_LINE);
    expect(after).toContain('--max-old-space-size=4096');
    expect(after).not.toContain('<<<<<<<');
    await rm(project(), { recursive: true });
  });
});
