import { readFile } from 'node:fs/promises';
import path from 'node:path';
import semver from 'semver';
import { UserError } from '../errors.ts';
import { packageRoot } from '../package.ts';
import { isLibrary, type Requirements } from './sandbox/dockerfile.ts';

const TABLE = path.join(packageRoot, 'templates', 'convert', 'requirements.json');

/** A range of versions of a library, and what opens a file of all of them; each such set was tried. */
export interface Row {
  /** The first and the last of them; `1.6` includes 1.6.1. */
  versions: [from: string, to: string];
  /** The one that is installed. */
  version: string;
  /** `3.11` */
  python: string;
  /** What pip calls the library; as the library is called where it is absent. */
  package?: string;
  /** All others that are needed, each with `==`. */
  packages: string[];
}

/** Library → its rows, oldest first. */
export type Table = Record<string, Row[]>;

/** Read once; it is part of this package. */
let table: Promise<Table> | undefined;

export function requirementsTable(): Promise<Table> {
  return (table ??= readFile(TABLE, 'utf8').then((text) => JSON.parse(text) as Table));
}

/** The libraries of a model, as its file names them, with the versions that wrote it; null where it does not say. */
export type Libraries = Record<string, string | null>;

/** Pickles of other versions open without an error and answer otherwise: a version that was not tried is refused. */
const EXACT = 'scikit-learn';

/**
 * What a sandbox needs to open a file as the program did that wrote it. The first library decides on Python and on the
 * versions of what they have in common.
 * @throws UserError  convert-version (exit 2) for a version of scikit-learn that is on no row
 */
export async function requirementsFor(libraries: Libraries, rows?: Table): Promise<Requirements> {
  const known = rows ?? (await requirementsTable());
  // Others are among the packages of every row.
  const found = Object.entries(libraries).filter(([library]) => known[library] !== undefined);
  const packages = new Map<string, string>();
  let python: string | undefined;
  for (const [library, version] of found.length > 0 ? found : [[EXACT, null] as const]) {
    const row = rowFor(library, version, { rows: known[library]!, installed: packages.get(EXACT) });
    python ??= row.python;
    for (const [name, pinned] of [
      [row.package ?? library, row.version] as const,
      ...row.packages.map(parted),
    ])
      if (!packages.has(name)) packages.set(name, pinned);
  }
  return {
    python: python!,
    packages: inOrder([...packages].map(([name, version]) => `${name}==${version}`)),
  };
}

/** The libraries, then the others, each by name: the same packages are the same image, whatever the file named first. */
function inOrder(packages: string[]): string[] {
  const sorted = packages.sort();
  return [...sorted.filter(isLibrary), ...sorted.filter((one) => !isLibrary(one))];
}

function parted(requirement: string): [name: string, version: string] {
  const [name = '', version = ''] = requirement.split('==');
  return [name, version];
}

/** The row that a version is on. A file that does not say its version takes what goes with the scikit-learn in place. */
function rowFor(
  library: string,
  version: string | null,
  { rows, installed }: { rows: Row[]; installed: string | undefined },
): Row {
  const newest = rows.at(-1)!;
  const wanted = version === null ? null : semver.coerce(version);
  if (wanted === null)
    return rows.findLast(({ packages }) => packages.includes(`${EXACT}==${installed}`)) ?? newest;
  const row = rows.find(({ versions: [, to] }) => compared(wanted, to) <= 0);
  if (row !== undefined && compared(wanted, row.versions[0]) >= 0) return row;
  // What a booster writes, later versions of it read as well.
  if (library !== EXACT) return row ?? newest;
  throw new UserError({
    code: 'convert-version',
    what: `The model was saved by ${library} ${version}, which is not among the versions that are converted: ${rows[0]!.versions[0]} to ${newest.versions[1]}`,
    next: ['save the model again with one of them', 'or convert it yourself: docs/convert.md'],
  });
}

/** By the numbers that both have: 1.3 includes 1.3.2. */
function compared(version: semver.SemVer, bound: string): number {
  const own = [version.major, version.minor, version.patch];
  for (const [i, part] of bound.split('.').map(Number).entries()) if (own[i] !== part) return own[i]! - part;
  return 0;
}
