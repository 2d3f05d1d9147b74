import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lfsPointerIn } from './serving/lfs-pointer.ts';
import { isObject, parseJson } from './serving/tensors/json.ts';

/** A dimension: its size, the name of a free one, or -1 for a free one without a name. */
export type Dimension = number | string;

/** An input or output of the API. Datatypes have their Open Inference Protocol names: FP32, INT64, BYTES. */
export interface CardTensor {
  name: string;
  datatype: string;
  /** `[]` is a scalar, `null` an unknown rank. */
  shape: Dimension[] | null;
}

/** An output. `classes` are the columns of the second dimension, in the order of the model file. */
export interface CardOutput extends CardTensor {
  classes?: string[];
  /** The original model gives it as a ZipMap, so /predict answers it as `{class: probability}`. */
  zipmap?: true;
}

/** A named column of a table: what one row of `{"rows": […]}` takes. */
export interface Column {
  name: string;
  unit?: string;
}

/** model/card.json: what the model takes and gives. */
export interface Card {
  version: 1;
  /** The original file: its name, where it came from, size and hash. */
  source: { file: string; origin: string; bytes: number; sha256: string };
  producer: string;
  irVersion: number;
  /** Domain → version; the default domain is called `ai.onnx`. */
  opsets: Record<string, number>;
  /** The model's own words about itself, if it has any. */
  description?: string;
  inputs: CardTensor[];
  outputs: CardOutput[];
  /** Outputs of the model file that cannot be served, each with the reason. Never fetched. */
  omitted: { name: string; type: string; reason: string }[];
  /**
   * Names for `{"rows": […]}`. With one input [N,F]: its F columns in order. With several inputs [N,1]: one
   * per input, in the order of `inputs`. Absent where the model does not take a table.
   */
  columns?: Column[];
  /** Whether it computes with rounded integers: their last digits differ from processor to processor. */
  quantised?: true;
  /** A body for POST /predict. */
  example: Record<string, unknown>;
  /**
   * Where the example comes from: `signature` where it was made up, so that the model may reject its values;
   * else the name of a file or of a sample.
   */
  exampleOrigin: string;
}

const modelDirectory = join(import.meta.dirname, '..', 'model');

/** The model file. Its external data files, if any, lie beside it. */
export const modelFile = join(modelDirectory, 'model.onnx');

/** Reads model/card.json. @throws Error that says what to do where it or the model is missing, or damaged. */
export function readCard(): Card {
  const file = join(modelDirectory, 'card.json');
  const again = 'Bring it back from git, or make the project again with ml-docker.';
  if (!existsSync(file)) throw new Error(`model/card.json is missing. ${again}`);
  if (!existsSync(modelFile)) throw new Error(`model/model.onnx is missing. ${again}`);
  const pointer = lfsPointerIn(modelDirectory);
  if (pointer !== undefined)
    throw new Error(`model/${pointer} is a Git LFS pointer, not the file itself. Fetch it: git lfs pull`);
  const card = parsed(readFileSync(file, 'utf8'), again);
  const isCard = isObject(card) && Array.isArray(card.inputs) && Array.isArray(card.outputs);
  if (!isCard) throw new Error(`model/card.json does not have the inputs and outputs of the model. ${again}`);
  return card as unknown as Card;
}

function parsed(text: string, again: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    throw new Error(`model/card.json is not JSON: ${(error as Error).message}. ${again}`, { cause: error });
  }
}

/** A dimension that the model leaves open has no size in the card. */
export function isFree(dimension: Dimension): boolean {
  return typeof dimension === 'string' || dimension < 0;
}
