import { readFile } from 'node:fs/promises';
import path from 'node:path';
import semver from 'semver';
import { UserError } from '../errors.ts';
import { packageRoot } from '../package.ts';
import type { Requirements } from './sandbox/dockerfile.ts';

const TABLE = path.join(packageRoot, 'templates', 'convert', 'requirements.json');

/** A range of versions of a library, and what goes with them; each such set was tried. */
export interface Row {
  /** The first and the last of them. */
  versions: [from: string, to: string];
  /** `3.11` */
  python: string;
  /** What pip calls the library; as the library is called where it is absent. */
  package?: string;
  /** Versions that pip calls otherwise: 0.22.2 is 0.22.2.post1. */
  as?: Record<string, string>;
  /** The others, each with `==`. */
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

/**
 * What a sandbox needs to open a file as the program did that wrote it. The first library decides on Python and on the
 * versions of what they have in common.
 * @throws UserError  convert-version (exit 2) for a version that is on no row
 */
export async function requirementsFor(libraries: Libraries, rows?: Table): Promise<Requirements> {
  const known = rows ?? (await requirementsTable());
  const found = Object.entries(libraries).filter(([library]) => known[library] !== undefined);
  const packages = new Map<string, string>();
  let python: string | undefined;
  for (const [library, version] of found) {
    const row = rowFor(library, version, known[library]!);
    python ??= row.python;
    const exact = version ?? row.versions[1];
    packages.set(row.package ?? library, row.as?.[exact] ?? exact);
    for (const [name, pinned] of row.packages.map(parted))
      if (!packages.has(name)) packages.set(name, pinned);
  }
  return { python: python!, packages: [...packages].map(([name, version]) => `${name}==${version}`) };
}

function parted(requirement: string): [name: string, version: string] {
  const [name = '', version = ''] = requirement.split('==');
  return [name, version];
}

/** The row that a version is on; without a version, the newest. */
function rowFor(library: string, version: string | null, rows: Row[]): Row {
  const newest = rows.at(-1)!;
  const wanted = version === null ? undefined : semver.coerce(version);
  if (!wanted) return newest;
  const row = rows.find(
    ({ versions: [from, to] }) => compared(wanted, from) >= 0 && compared(wanted, to) <= 0,
  );
  if (row !== undefined) return row;
  throw new UserError({
    code: 'convert-version',
    what: `The model was saved by ${library} ${version}, and that version is not among those that are converted: ${rows[0]!.versions[0]} to ${newest.versions[1]}`,
    next: [`save the model again with one of them`, 'or convert it yourself: docs/convert.md'],
  });
}

/** By the numbers that both have: 1.3 includes 1.3.2. */
function compared(version: semver.SemVer, bound: string): number {
  const parts = bound.split('.').map(Number);
  const own = [version.major, version.minor, version.patch];
  for (const [i, part] of parts.entries()) if (own[i] !== part) return own[i]! - part;
  return 0;
}
