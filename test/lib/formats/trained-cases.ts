import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { trainedModels } from '../../skip.ts';

/** What case.json says of one. */
export interface TrainedCase {
  name: string;
  framework: string;
  versions: Record<string, string>;
  file: string;
  /** What opens it: `pickle`, `joblib`, `xgboost.Booster`. */
  load: string | null;
  input?: string;
  task?: string;
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

/** What the original library answered: the labels of its rows, and how many probabilities each of them has. */
export interface TrainedAnswers {
  labels: unknown[];
  probabilities: number | undefined;
}

/** Undefined where it is no classifier that answers with labels. */
export function trainedAnswers({ name, task }: TrainedCase): TrainedAnswers | undefined {
  if (task !== 'classification') return undefined;
  const { outputs } = JSON.parse(
    readFileSync(path.join(trainedModels, name, 'expected.json'), 'utf8'),
  ) as Expected;
  // A booster alone answers with probabilities.
  if (outputs.predict === undefined || /^float/.test(outputs.predict.dtype)) return undefined;
  const [, probabilities] = outputs.predict_proba?.shape ?? [];
  return { labels: [...new Set(outputs.predict.values.flat())], probabilities };
}

interface Expected {
  outputs: {
    predict?: { dtype: string; values: unknown[] };
    predict_proba?: { shape: number[] };
  };
}

export function trainedFile({ name, file }: TrainedCase): string {
  return path.join(trainedModels, name, file);
}

/** A regular expression as Python writes it: `(?i)` before it. */
export function pythonPattern(text: string): RegExp {
  return text.startsWith('(?i)') ? new RegExp(text.slice(4), 'i') : new RegExp(text);
}
