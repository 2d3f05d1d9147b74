import { typeName } from '../../onnx/judge/outputs.ts';
import { datatypeName, INT32, INT64 } from '../../onnx/model/datatypes.ts';
import type { Model } from '../../onnx/model/model.ts';
import type { ValueInfo } from '../../onnx/model/value-info.ts';
import type { TextPreprocess } from '../preprocess.ts';

const TYPES = new Set([INT32, INT64].map(datatypeName));

/**
 * The inputs for ids and what goes with them, by the names that exporters give them; int32 or int64, [texts, tokens].
 * @param isText whether a tokenizer lies beside the model: then its one input is taken for ids whatever its name is
 * @returns undefined for a model that takes something else, or something beside them
 */
export function tokenInputs({ inputs }: Model, isText: boolean): TextPreprocess['inputs'] | undefined {
  if (!inputs.every(isOfTokens)) return undefined;
  const named = (pattern: RegExp): string | undefined => inputs.find(({ name }) => pattern.test(name))?.name;
  const ids = named(/^input_ids/) ?? (isText && inputs.length === 1 ? inputs[0]!.name : undefined);
  const mask = named(/^attention_mask|^input_mask/);
  const types = named(/^token_type_ids|^segment_ids/);
  const known = [ids, mask, types].filter((name) => name !== undefined);
  if (ids === undefined || known.length !== inputs.length) return undefined;
  return { ids, ...(mask !== undefined && { mask }), ...(types !== undefined && { types }) };
}

/** Each text has a run of its own: a model that takes but batches of some other size gets no texts. */
function isOfTokens(input: ValueInfo): boolean {
  const { shape } = input;
  const takesOne = shape === null || (shape.length === 2 && (!isFixed(shape[0]) || shape[0] === 1));
  return takesOne && TYPES.has(typeName(input));
}

/** The one length that the model takes; undefined where it takes any. */
export function fixedLength({ inputs }: Model): number | undefined {
  const length = inputs[0]?.shape?.[1];
  return isFixed(length) ? length : undefined;
}

export function isFixed(dimension: number | string | undefined): dimension is number {
  return typeof dimension === 'number' && dimension > 0;
}
