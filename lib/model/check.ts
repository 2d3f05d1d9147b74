import { readOrKnow } from '../convert/trained.ts';
import { modelPath } from './file.ts';

/** `true`, or throws a UserError that says why the model can neither be served nor converted. */
export async function checkModel(
  model: string,
  { cwd, trustModel: trust = false }: { cwd: string; trustModel?: boolean },
): Promise<true> {
  const file = modelPath(model, cwd);
  await readOrKnow(file, { trust });
  return true;
}
