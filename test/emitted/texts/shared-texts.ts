import { readFileSync } from 'node:fs';
import path from 'node:path';
import { sharedInputs } from '../../skip.ts';

/** Texts, tokenizers, models, and what Python makes of them. */
export const texts = path.join(sharedInputs, 'text');

/** A model of index.json there: where it lies, and what has to be found out of its folder. */
export interface TextModel {
  id: string;
  about: string;
  /** Paths in `texts`. */
  model: string;
  answers: string;
  tokenizer: string;
  inputs: [name: string, type: string, shape: (number | string)[]][];
  labels?: string[];
  /** What follows the graph: softmax, sigmoid, token, or a pooling. */
  post: string;
  normalize?: boolean;
  max_length: number;
  /** The one length that the model takes. */
  fixed?: number;
}

/** What a JSON file there holds. */
export function inTexts(name: string): unknown {
  return JSON.parse(readFileSync(path.join(texts, name), 'utf8'));
}
