import { statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { isModelName, QUICKLY_READ, whatItIs } from '../formats/offer.ts';
import { formatBytes, printable } from '../io/text.ts';
import { lineWidth, shortened } from '../io/wrap.ts';

const MOST_LOOKED_INTO = 40;
const MOST_TOLD = 8;

/**
 * The models in a folder, of any format, each in one line with what it is: files, and folders as MLflow, TensorFlow or
 * Hugging Face write them. Nothing of them is run. `[]` where there is none.
 */
export async function modelsIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder).catch(() => []);
  const names = entries.filter((name) => !name.startsWith('.') && name !== 'node_modules').sort();
  const likely = names.filter((name) => isFolder(path.join(folder, name)) || isModelName(name));
  const found: [name: string, what: string][] = [];
  for (const name of likely.slice(0, MOST_LOOKED_INTO)) {
    const what = await whatIsThere(path.join(folder, name));
    if (what !== undefined) found.push([isFolder(path.join(folder, name)) ? name + path.sep : name, what]);
  }
  if (found.length === 0) return [];
  const width = Math.max(...found.slice(0, MOST_TOLD).map(([name]) => name.length));
  const lines = found
    .slice(0, MOST_TOLD)
    .map(([name, what]) => shortened(printable(`  ${name.padEnd(width)}  ${what}`), lineWidth()));
  const rest = found.length > MOST_TOLD ? [`  and ${found.length - MOST_TOLD} more`] : [];
  return ['Models in this folder:', ...lines, ...rest];
}

async function whatIsThere(file: string): Promise<string | undefined> {
  // A link may lead nowhere.
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  if (file.toLowerCase().endsWith('.onnx') && !found.isDirectory()) return 'an ONNX model';
  const isSmall = found.isDirectory() || found.size <= QUICKLY_READ;
  return (await whatItIs(file)) ?? (isSmall ? undefined : `${formatBytes(found.size)}, not looked into yet`);
}

function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
