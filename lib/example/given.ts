import { stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors.ts';
import type { Card } from '../onnx/card.ts';
import { readExampleFile } from './example-file.ts';
import { readTestDataSet } from './test-data-set.ts';

/** An example that is known to be one: a request, and the right answer to it where that is known, too. */
export interface GivenExample {
  /** Where it comes from: the name of a file, folder or sample. */
  origin: string;
  /** A body of POST /predict. */
  request: Record<string, unknown>;
  /** The body of its answer. */
  answer?: Record<string, unknown>;
}

/** What an example may hold at most: more would be megabytes in the card, the documentation and the README. */
export const MAX_ELEMENTS = 1_000_000;

/**
 * Reads what `--example` names: a JSON file as /predict takes it, or a folder with input_K.pb and output_K.pb.
 * @param given  a path from `cwd`
 * @throws UserError  example-missing, example-unreadable, example-does-not-fit (exit 2)
 */
export async function readExample(given: string, cwd: string, card: Card): Promise<GivenExample> {
  const place = path.resolve(cwd, given);
  const found = await stat(place).catch(() => undefined);
  if (found === undefined) {
    throw new UserError({
      code: 'example-missing',
      what: `There is no file ${given}`,
      where: '--example',
      next: 'give a JSON file such as {"inputs": {…}, "outputs": {…}}, or a folder with input_0.pb and output_0.pb',
    });
  }
  return found.isDirectory() ? readTestDataSet(place, card) : readExampleFile(place, card);
}

/** An example that the model would not take: what is wrong with it, fault by fault. */
export function doesNotFit(place: string, faults: string[]): UserError {
  const shown = faults.slice(0, 8);
  const rest = faults.length > shown.length ? [`… and ${faults.length - shown.length} more`] : [];
  return new UserError({
    code: 'example-does-not-fit',
    what: 'The example does not fit the model',
    where: place,
    details: [...shown, ...rest],
    next: 'correct it; ml-docker inspect FILE shows what the model takes and gives, and a body that fits',
  });
}

/** An example that cannot be read at all. */
export function unreadable(place: string, reason: string): UserError {
  return new UserError({
    code: 'example-unreadable',
    what: 'The example cannot be read',
    where: place,
    details: [reason],
    next: 'give JSON as POST /predict takes it, with "inputs" or "rows", and "outputs" where you know them',
  });
}
