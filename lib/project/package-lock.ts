import type { Json } from '../layers/package-json.ts';

type Lock = { packages: Record<string, Record<string, Json>> } & Record<string, Json>;

const DEPENDENCIES = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];

/** The service's lock under the project's own name. */
export function renamedLock(lock: string, name: string): string {
  const parsed = JSON.parse(lock) as Lock;
  return `${JSON.stringify(
    { ...parsed, name, packages: { ...parsed.packages, '': { ...parsed.packages[''], name } } },
    null,
    2,
  )}\n`;
}

/** Whether `npm ci` takes this lock for this package.json: both name the same dependencies. */
export function lockFits(lock: string, packageJson: string): boolean {
  const locked = (parsed(lock) as Partial<Lock> | undefined)?.packages?.[''];
  const wanted = parsed(packageJson);
  if (locked === undefined || wanted === undefined) return false;
  return DEPENDENCIES.every((kind) => sorted(locked[kind]) === sorted(wanted[kind]));
}

function sorted(dependencies: Json | undefined): string {
  return JSON.stringify(Object.entries(dependencies ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Undefined for what is no JSON: somebody is in the middle of an edit, or of a merge. */
function parsed(text: string): Record<string, Json> | undefined {
  try {
    return JSON.parse(text) as Record<string, Json>;
  } catch {
    return undefined;
  }
}
