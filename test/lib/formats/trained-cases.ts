import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { trainedModels } from '../../skip.ts';

/** What case.json says of one. */
export interface TrainedCase {
  name: string;
  framework: string;
  versions: Record<string, string>;
  file: string;
  input?: string;
  columns: { name: string; dtype: string; shape?: unknown[] }[];
  convertible: boolean | 'partly';
  must_say: string | null;
  trust: string;
}

export function trainedCases(): TrainedCase[] {
  if (!existsSync(trainedModels)) return [];
  return readdirSync(trainedModels)
    .map((name) => path.join(trainedModels, name, 'case.json'))
    .filter((file) => existsSync(file))
    .map((file) => JSON.parse(readFileSync(file, 'utf8')) as TrainedCase);
}

export function trainedFile({ name, file }: TrainedCase): string {
  return path.join(trainedModels, name, file);
}

/** A regular expression as Python writes it: `(?i)` before it. */
export function pythonPattern(text: string): RegExp {
  return text.startsWith('(?i)') ? new RegExp(text.slice(4), 'i') : new RegExp(text);
}
