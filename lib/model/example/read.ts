import { stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../errors.ts';
import { expandHome, pastedPath } from '../../io/pasted-path.ts';
import type { Card } from '../../onnx/card/card.ts';
import { readExampleFile } from './file.ts';
import type { GivenExample } from './given.ts';
import { readTestDataSet } from './test-data-set.ts';

/**
 * Reads what `--example` names: a JSON file as /predict takes it, or a folder with input_K.pb and output_K.pb.
 * @param given  a path from `cwd`
 * @throws UserError  example-missing, example-unreadable, example-does-not-fit (exit 2)
 */
export async function readExample(given: string, cwd: string, card: Card): Promise<GivenExample> {
  const place = path.resolve(cwd, expandHome(pastedPath(given, cwd)));
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
