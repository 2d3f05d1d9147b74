import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Golden } from '../onnx/card/card.ts';
import { packageRoot } from '../package.ts';
import { DEFAULT_MODEL } from '../defaults.ts';

/** A bundled model. It lives in samples/NAME beside the script and the data that made it. */
export interface Sample {
  name: string;
  /** Absolute path of NAME.onnx. */
  model: string;
  title: string;
  /** What somebody learns from it. */
  teaches: string;
  /** A body for POST /predict with tensors or rows; absent where the model takes pictures or texts. */
  example?: Record<string, unknown>;
  /** A text to try it with, where it takes texts. The picture to try any model with is that of `shapes`. */
  text?: string;
}

const PREFIX = 'sample:';
const DEFAULT = DEFAULT_MODEL.slice(PREFIX.length);
const directory = path.join(packageRoot, 'samples');

let known: Sample[] | undefined;

/** The bundled samples: the default one first, then in the order of their names. */
export function samples(): Sample[] {
  return (known ??= read());
}

function read(): Sample[] {
  return readdirSync(directory)
    .filter((name) => existsSync(path.join(directory, name, 'sample.json')))
    .sort((a, b) => Number(b === DEFAULT) - Number(a === DEFAULT) || (a < b ? -1 : 1))
    .map((name) => {
      const about = JSON.parse(readFileSync(path.join(directory, name, 'sample.json'), 'utf8')) as Sample;
      return { ...about, name, model: path.join(directory, name, `${name}.onnx`) };
    });
}

/** Whether an answer names a sample (`sample:iris`) and not a file. */
export function isSample(model: string): boolean {
  return model.startsWith(PREFIX);
}

/** The sample that `sample:NAME` names; undefined where there is none. */
export function findSample(model: string): Sample | undefined {
  return samples().find(({ name }) => model === PREFIX + name);
}

/** The answer that names a sample: `sample:iris`. */
export function sampleAnswer({ name }: Sample): string {
  return PREFIX + name;
}

/** The answers that the sample's training script expects of it, the same form as test/golden.json. */
export function sampleGolden({ name }: Sample): Golden {
  return JSON.parse(readFileSync(path.join(directory, name, 'golden.json'), 'utf8')) as Golden;
}
