import { UserError } from '../errors.ts';
import type { Model } from '../onnx/model/model.ts';

/** Names of classes, where they come from, and what is to be said of them. */
export interface Labels {
  labels?: string[];
  /** Absent where somebody has said them. */
  origin?: string;
}

/**
 * The names where the model gives as many scores; those of a file beside it that do not fit are left out, and told.
 * @throws UserError  (exit 2) for names that somebody has given and that do not fit
 */
export function fittingLabels(
  { outputs }: Pick<Model, 'outputs'>,
  { labels, origin }: Labels,
): Labels & { notice?: string } {
  const shape = outputs.length === 1 ? outputs[0]!.shape : undefined;
  const count = shape?.length === 2 ? shape[1] : undefined;
  if (labels === undefined) return {};
  if (typeof count !== 'number' || count < 1 || labels.length === count)
    return { labels, ...(origin !== undefined && { origin }) };
  if (origin !== undefined)
    return {
      notice: `notice: ${origin} has ${labels.length} names, and the model gives ${count} scores: classes are told by number`,
    };
  throw new UserError({
    code: 'labels-number',
    what: `There are ${labels.length} names of classes, and the model gives ${count} scores`,
    where: '--labels',
    next: `give a file with ${count} names, one in each line, in the order of the model`,
  });
}
