import { explained } from '../formats/explain.ts';
import { requireServable } from '../onnx/servable.ts';
import { modelPath } from './file.ts';

/** `true`, or throws a UserError that says why the model cannot be served. */
export async function checkModel(
  model: string,
  { cwd, trustModel: trust = false }: { cwd: string; trustModel?: boolean },
): Promise<true> {
  const file = modelPath(model, cwd);
  await explained(file, () => requireServable(file), { trust });
  return true;
}
