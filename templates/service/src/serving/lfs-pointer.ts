import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/** What Git LFS leaves in place of a file that it has not fetched. https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md */
const POINTER = 'version https://git-lfs';
/** A pointer is smaller, by its specification. */
const MOST_BYTES = 1024;

/** The first file below a folder that is a Git LFS pointer, as a path from there with `/`; model/previous is not read. */
export function lfsPointerIn(folder: string): string | undefined {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const names = files.filter(isPointer).map((file) => relative(folder, file).replaceAll('\\', '/'));
  return names.find((name) => !name.startsWith('previous/'));
}

function isPointer(file: string): boolean {
  if (statSync(file).size >= MOST_BYTES) return false;
  const head = Buffer.alloc(POINTER.length);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, head, 0, head.length, 0);
  } finally {
    closeSync(descriptor);
  }
  return head.toString('latin1') === POINTER;
}
