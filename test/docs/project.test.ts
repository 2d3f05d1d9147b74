import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../lib/package.ts';
import { emptyFolder, mlDocker } from '../cli.ts';

const document = await readFile(path.join(packageRoot, 'docs', 'project.md'), 'utf8');

/** The first cells of the table below a heading, without their quotes. */
function firstColumn(heading: string): string[] {
  const [, section] = document.split(`\n## ${heading}\n`) as [string, string];
  return [...section.split('\n## ')[0]!.matchAll(/^\| `([^`]+)` \|/gm)].map(([, cell]) => cell!);
}

describe('docs/project.md', () => {
  let project: string;
  let remove: () => Promise<void>;
  beforeAll(async () => {
    const made = await emptyFolder();
    ({ remove } = made);
    await mlDocker(made.directory, 'irisapi', '--model', 'sample:iris', '--yes', '--skip-install');
    project = path.join(made.directory, 'irisapi');
  });
  afterAll(() => remove());

  /** What is in a folder of the project, as the document writes it: folders with a slash. */
  async function entries(folder: string): Promise<string[]> {
    const found = await readdir(path.join(project, folder), { withFileTypes: true });
    return found.map((entry) => `${folder}${entry.name}${entry.isDirectory() ? '/' : ''}`);
  }

  it('names every file and folder of a new project, and none that is not there', async () => {
    expect(firstColumn('Top level').sort()).toEqual((await entries('')).sort());
  });

  it.each([
    'model/',
    'src/',
    'src/serving/',
    'src/serving/scripts/',
    'test/',
    'test/serving/',
    '.ml-docker/',
  ])('names all that is in %s, and nothing else', async (folder) => {
    expect(firstColumn(folder).sort()).toEqual((await entries(folder)).sort());
  });

  it('names every file that a model for texts brings along', async () => {
    const folder = path.join(packageRoot, 'templates', 'text', 'src', 'serving', 'texts');
    expect(firstColumn('The layer text').sort()).toEqual((await readdir(folder)).sort());
  });

  it('names every command of package.json', async () => {
    const { scripts } = JSON.parse(await readFile(path.join(project, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const commands = Object.keys(scripts).map((name) =>
      ['start', 'test'].includes(name) ? `npm ${name}` : `npm run ${name}`,
    );
    expect(firstColumn('The commands in package.json').sort()).toEqual(['npm ci', ...commands].sort());
  });

  it('says how many lines of the Dockerfile have the base image', async () => {
    const dockerfile = await readFile(path.join(project, 'Dockerfile'), 'utf8');
    expect(document).toContain('the two `FROM node:…` lines');
    expect(dockerfile.match(/^FROM .*node:/gm)).toHaveLength(2);
  });

  it('names only files that are there, wherever it names one', async () => {
    const paths = [...document.matchAll(/`((?:src|test|scripts|model)\/[\w/.-]+)`/g)].map(
      ([, file]) => file!,
    );
    const files = (await readdir(project, { recursive: true })).map((file) => file.split(path.sep).join('/'));
    const unborn = ['model/preprocess.json', 'model/proof.json']; // of a step, and of `npm run record`
    const missing = paths.filter((file) => !files.includes(file.replace(/\/$/, '')));
    expect(missing.filter((file) => !unborn.includes(file))).toEqual([]);
  });
});
