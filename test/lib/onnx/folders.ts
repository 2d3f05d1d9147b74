import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';

let root: string | undefined;

afterAll(() => {
  if (root !== undefined) rmSync(root, { recursive: true, force: true });
  root = undefined;
});

/** A new folder for files of one test; it is removed at the end of the test file. */
export function newFolder(): string {
  root ??= mkdtempSync(path.join(tmpdir(), 'ml-docker-onnx-'));
  return mkdtempSync(path.join(root, 'test-'));
}

/** Writes a file into a new folder and returns its path. */
export function saved(bytes: Buffer | string, name = 'model.onnx'): string {
  const file = path.join(newFolder(), name);
  writeFileSync(file, bytes);
  return file;
}
