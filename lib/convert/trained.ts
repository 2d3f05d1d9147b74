import { UserError } from '../errors.ts';
import { notOnnx, otherThanOnnx } from '../formats/explain.ts';
import type { Known } from '../formats/known.ts';
import { requireServable } from '../onnx/servable.ts';
import type { Model } from '../onnx/model/model.ts';
import { isConverted } from './scope.ts';

/**
 * Reads a model that is to be served: as it is, or what it is where it has to be converted first.
 * @param trust  whether unknown names that the file calls are no reason to refuse it
 * @throws UserError  (exit 2) for what can neither be served nor converted here
 */
export async function readOrKnow(file: string, { trust = false } = {}): Promise<Model | Known> {
  try {
    return await requireServable(file);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const found = await otherThanOnnx(file, error, trust);
    if (found === undefined) throw error;
    if ('onnx' in found || !isConverted(found)) throw notOnnx(file, error, found);
    return found;
  }
}

/** Whether it has to be converted first. */
export function isTrained(found: Model | Known): found is Known {
  return 'reading' in found;
}
