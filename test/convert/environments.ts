import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { packageRoot } from '../../lib/package.ts';

/** A row of templates/convert/requirements.json: a version of a library that was tried, and what goes with it. */
export interface Row {
  versions: [from: string, to: string];
  version: string;
  package?: string;
  python: string;
  packages: string[];
}

export type Table = Record<string, Row[]>;

export async function requirements(): Promise<Table> {
  return JSON.parse(
    await readFile(path.join(packageRoot, 'templates', 'convert', 'requirements.json'), 'utf8'),
  ) as Table;
}

/** All packages of a row, its library among them. */
export function packagesOf(library: string, row: Row): string[] {
  return [`${row.package ?? library}==${row.version}`, ...row.packages];
}

/** A Python of a version, `3.11`, of pyenv or of the system; undefined where the machine has none. */
export async function pythonOf(version: string): Promise<string | undefined> {
  const versions = path.join(homedir(), '.pyenv', 'versions');
  const own = (await readdir(versions).catch(() => [])).find((name) => name.startsWith(`${version}.`));
  if (own !== undefined) return path.join(versions, own, 'bin', 'python');
  const { failed } = await execa(`python${version}`, ['--version'], { reject: false });
  return failed ? undefined : `python${version}`;
}

/** What answers with ONNX Runtime, in the version that every Python 3.11 has. */
export const JUDGING = [
  'numpy==2.2.6',
  'onnxruntime==1.23.2',
  'flatbuffers==25.12.19',
  'protobuf==6.33.6',
  'packaging==26.2',
];

/** Where environments are kept between runs: each takes a minute and up to a gigabyte. */
const kept = process.env.ML_DOCKER_VENVS ?? path.join(tmpdir(), 'ml-docker-test-venvs');

/** The Python of an environment with exactly these packages; made where it is not there yet. */
export async function environment(python: string, packages: string[]): Promise<string> {
  const name = createHash('sha256')
    .update([python, ...packages].join('\n'))
    .digest('hex')
    .slice(0, 16);
  const folder = path.join(kept, name);
  const file = path.join(folder, 'bin', 'python');
  if (existsSync(file)) return file;
  const unfinished = `${folder}.${process.pid}`;
  await mkdir(kept, { recursive: true });
  await rm(unfinished, { recursive: true, force: true });
  await execa(python, ['-m', 'venv', unfinished]);
  const list = path.join(unfinished, 'requirements.txt');
  await writeFile(list, `${packages.join('\n')}\n`);
  const quiet = ['-q', '--disable-pip-version-check'];
  await execa(path.join(unfinished, 'bin', 'python'), [
    '-m',
    'pip',
    'install',
    ...quiet,
    '--no-deps',
    '-r',
    list,
  ]);
  await rename(unfinished, folder);
  return file;
}
