import { existsSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { modelDirectory, readPreprocess } from '../../card.ts';
import type { PageStep } from './page-model.ts';

/** With more labels than marks to tell them apart they are not sent. */
const MOST_LABELS = 24;

/** model/preprocess.json, as far as the page uses it: that of the layers for pictures and texts, not of somebody's own step. */
interface Settings {
  version: 1;
  step: 'image' | 'text';
  guessed?: boolean;
  example?: string | [string, string];
  inputs?: { types?: string };
  output: { kind: string; labels?: string[] };
}

function settings(): Settings | undefined {
  const preprocess = readPreprocess();
  const isOurs = preprocess?.version === 1 && /^(image|text)$/.test(preprocess.step);
  return isOurs ? (preprocess as unknown as Settings) : undefined;
}

/** What the page does for pictures or texts; undefined where the model takes neither. */
export function pageStep(): PageStep | undefined {
  const found = settings();
  if (!found) return undefined;
  const { step, guessed = false, example, inputs, output } = found;
  const [first, second] = [example ?? []].flat();
  const takesPairs = output.kind === 'classes' && (second !== undefined || inputs?.types !== undefined);
  const labels = output.labels ?? [];
  return {
    takes: step,
    guessed,
    answers: output.kind,
    ...(first !== undefined && { example: first }),
    ...(takesPairs && { pair: second ?? '' }),
    labels: labels.length > MOST_LABELS ? [] : labels,
  };
}

const TYPES: Record<string, string> = { '.jpg': 'image/jpeg', '.tif': 'image/tiff' };

/** The picture to begin with; undefined where there is none. */
export function examplePicture(): { file: string; type: string } | undefined {
  const found = settings();
  if (found?.step !== 'image' || typeof found.example !== 'string') return undefined;
  const file = join(modelDirectory, basename(found.example));
  const ending = extname(file).toLowerCase();
  return existsSync(file) ? { file, type: TYPES[ending] ?? `image/${ending.slice(1)}` } : undefined;
}
