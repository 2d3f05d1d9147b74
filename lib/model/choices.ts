import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { isModelName, whatItIs } from '../formats/offer.ts';
import { expandHome } from '../io/pasted-path.ts';
import { sampleAnswer, samples } from './samples.ts';

/** One line that the file prompt offers. */
interface Offer {
  name: string;
  value: string;
  description?: string;
}

/**
 * What the file prompt offers for the text typed so far: samples, model files, and folders to go on in. A model in the
 * working folder stands first.
 */
export async function modelChoices(cwd: string, term: string): Promise<Offer[]> {
  const bundled = samples()
    .map((sample) => ({
      ...offer(sampleAnswer(sample)),
      description: `${sample.title}. Teaches: ${sample.teaches}`,
    }))
    .filter(({ value }) => value.startsWith(term));
  const completed = await described(cwd, await completions(cwd, term));
  const isHere = ({ value }: Offer): boolean => term === '' && value.toLowerCase().endsWith('.onnx');
  const here = completed.filter(isHere);
  const others = completed.filter((found) => !isHere(found));
  const offered = [...here, ...bundled, ...others];
  // What was typed can always be chosen, so that a wrong path gets its reason instead of "no results".
  const isOffered = term === '' || offered.some(({ value }) => value === term);
  return isOffered ? offered : [...offered, offer(term)];
}

/** Files that are not ONNX with what they are: the first of them, and none that would take long to read. */
async function described(cwd: string, paths: string[]): Promise<Offer[]> {
  const others = paths.filter((file) => !/\.onnx$|[\\/]$/i.test(file)).slice(0, MOST_DESCRIBED);
  return Promise.all(
    paths.map(async (file) => {
      const what = others.includes(file) ? await whatItIs(path.resolve(cwd, expandHome(file))) : undefined;
      return {
        ...offer(file),
        ...(what !== undefined && {
          description: `${what}. It is not ONNX yet: choose it, and it is converted, or you see what can be done`,
        }),
      };
    }),
  );
}

const MOST_DESCRIBED = 20;

function offer(value: string): Offer {
  return { name: value, value };
}

/** Paths that begin with the text typed so far: .onnx files first, then those of other formats, then folders. */
async function completions(cwd: string, term: string): Promise<string[]> {
  const folder = /[\\/]$/.test(term) ? term : path.dirname(term);
  const start = term === '' || term === folder ? '' : path.basename(term);
  const entries = await readdir(path.resolve(cwd, expandHome(folder)), { withFileTypes: true }).catch(
    () => [],
  );
  return entries
    .filter(({ name }) => name.startsWith(start) && (start !== '' || !name.startsWith('.')))
    .filter((entry) => entry.isDirectory() || isModelName(entry.name))
    .filter(({ name }) => name !== 'node_modules')
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name))
    .map((entry) => path.join(folder, entry.name) + (entry.isDirectory() ? path.sep : ''));
}

function rank(entry: Dirent): number {
  if (entry.isDirectory()) return 2;
  return entry.name.toLowerCase().endsWith('.onnx') ? 0 : 1;
}
