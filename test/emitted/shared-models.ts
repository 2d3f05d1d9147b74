import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseJson } from '../../lib/json.ts';
import { sharedModels } from '../skip.ts';

/** A tensor as JSON has it: row-major elements, "NaN" and the infinities as strings, integers beyond 2^53 as bigints. */
export interface JsonTensor {
  name: string;
  /** Its Open Inference Protocol name. */
  datatype: string;
  shape: number[];
  data: unknown[];
}

/** One test_data_set: what goes in and what has to come out. */
export interface Vector {
  inputs: JsonTensor[];
  outputs: JsonTensor[];
  /** Of a ZipMap: one `{class: probability}` for each row. */
  nontensor_outputs?: Record<string, { value: Record<string, number>[] }>;
}

export interface SharedModel {
  name: string;
  file: string;
  status: 'match' | 'load-fails' | 'loads-run-fails' | 'unsupported';
  /** How to compare, where it is not by the tolerance. */
  compare?: string;
  /** What the file declares; null where it cannot be read. */
  signature: { outputs: { name: string }[] } | null;
  why?: string;
  ort_error?: string;
}

export interface Index {
  tolerance: { rtol: number; atol: number };
  cases: SharedModel[];
}

/** index.json of the shared models; only where `lacks('models')` is false. */
export function sharedIndex(): Index {
  return parseJson(readFileSync(path.join(sharedModels, 'index.json'), 'utf8')) as Index;
}

export function modelFile({ name, file }: SharedModel): string {
  return path.join(sharedModels, name, file);
}

/** Every test_data_set of a model, with all digits of its integers. */
export function vectorsOf({ name }: SharedModel): Vector[] {
  const data = path.join(sharedModels, name, 'data');
  if (!existsSync(data)) return [];
  return readdirSync(data).map(
    (set) => parseJson(readFileSync(path.join(data, set, 'case.json'), 'utf8')) as Vector,
  );
}
