import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../../../lib/package.ts';

/** The files that a browser gets. */
export const directory = path.join(packageRoot, 'templates', 'service', 'src', 'serving', 'page', 'files');

/** One of the page's modules, here in Node. It does nothing with a document while it is loaded. */
export async function browserCode<T>(file: string): Promise<T> {
  return (await import(pathToFileURL(path.join(directory, file)).href)) as T;
}
