import { UserError } from '../errors.ts';

/** Names of classes, and where they come from: absent where somebody has said them. */
export interface Labels {
  labels?: string[];
  origin?: string;
}

/** Why names of classes are not the model's; undefined where they may be. @param count of scores, if it is fixed */
export function misfitOf(labels: string[], count: number | string | undefined): string | undefined {
  if (typeof count !== 'number' || count < 1 || labels.length === count) return undefined;
  return `There are ${labels.length} names of classes, and the model gives ${count} scores`;
}

export function doNotFit(misfit: string): UserError {
  return new UserError({
    code: 'labels-number',
    what: misfit,
    where: '--labels',
    next: 'give a file with one name for each score, in the order of the model',
  });
}
