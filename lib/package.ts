import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

function findRoot(directory: string): string {
  return existsSync(path.join(directory, 'package.json')) ? directory : findRoot(path.dirname(directory));
}

/** The folder of this package, where `templates/` and `samples/` are; the same from dist/ and from source. */
export const packageRoot = findRoot(path.dirname(fileURLToPath(import.meta.url)));

/** This package's version, as recorded in the manifest of every project it makes. */
export const version = (
  JSON.parse(readFileSync(path.join(packageRoot, 'package.json'), 'utf8')) as { version: string }
).version;
