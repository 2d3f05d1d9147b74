import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { packageRoot } from '../../lib/package.ts';
import { environment, JUDGING, packagesOf, pythonOf, type Row, type Table } from './environments.ts';

/** properties/NAME.py: random models of one kind, each converted and compared with the original. */
export interface Property {
  name: string;
  library: string;
  /** The version of the library that had the class first. */
  since: string;
}

/** What property_judge.py found. */
export interface Found {
  seeds: number;
  failures: string[];
  worst: number;
  needed: boolean;
  stock: { right: number; wrong: string[] };
}

const here = path.join(packageRoot, 'test', 'convert');

export async function properties(): Promise<Property[]> {
  const files = (await readdir(path.join(here, 'properties'))).filter((file) => file.endsWith('.py')).sort();
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(path.join(here, 'properties', file), 'utf8');
      const said = (name: string) => new RegExp(`^${name} = "(.+)"`, 'm').exec(text)?.[1];
      return {
        name: path.basename(file, '.py'),
        library: said('LIBRARY') ?? 'scikit-learn',
        since: said('SINCE') ?? '0',
      };
    }),
  );
}

/** The rows of requirements.json with the oldest version that has the class, and with the newest one. */
export function ends({ library, since }: Property, table: Table): Row[] {
  const rows = table[library]!.filter(({ versions: [, to] }) => isAtLeast(to, since));
  return [...new Set([rows[0]!, rows.at(-1)!])];
}

function isAtLeast(version: string, least: string): boolean {
  const [parts, other] = [version.split('.').map(Number), least.split('.').map(Number)];
  const i = parts.findIndex((part, place) => part !== (other[place] ?? 0));
  return i < 0 || parts[i]! > (other[i] ?? 0);
}

/**
 * Converts and judges `seeds` random models of each of the properties `names`.
 * @returns what was found by name; undefined where this machine has no Python for it
 */
export async function proved(
  library: string,
  row: Row,
  names: string[],
  seeds: number,
): Promise<Record<string, Found> | undefined> {
  const [interpreter, judging] = [await pythonOf(row.python), await pythonOf('3.11')];
  if (interpreter === undefined || judging === undefined) {
    process.stderr.write(`skipped: no Python ${row.python} or 3.11\n`);
    return undefined;
  }
  const python = await environment(interpreter, packagesOf(library, row));
  const judge = await environment(judging, JUDGING);
  const folder = await mkdtemp(path.join(tmpdir(), 'ml-docker-test-property-'));
  try {
    const env = { PYTHONPYCACHEPREFIX: path.join(tmpdir(), 'ml-docker-test-pycache') };
    await execa(python, [path.join(here, 'property.py'), folder, String(seeds), ...names], { env });
    const { stdout } = await execa(judge, [path.join(here, 'property_judge.py'), folder], { env });
    return JSON.parse(stdout) as Record<string, Found>;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
