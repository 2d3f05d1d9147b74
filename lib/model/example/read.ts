import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../errors.ts';
import { expandHome, pastedPath } from '../../io/pasted-path.ts';
import type { Card } from '../../onnx/card/card.ts';
import { readExampleTable } from './csv.ts';
import { readExampleFile } from './file.ts';
import type { GivenExample } from './given.ts';
import { readTestDataSet } from './test-data-set.ts';

/**
 * Reads what `--example` names: a JSON file as /predict takes it, a CSV file with a header, or a folder
 * with input_K.pb and output_K.pb.
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
      next: 'give a JSON file such as {"inputs": {…}, "outputs": {…}}, a CSV file with a header, or a folder with input_0.pb and output_0.pb',
    });
  }
  if (found.isDirectory()) return readTestDataSet(place, card);
  return (await isJson(place)) ? readExampleFile(place, card) : readExampleTable(place, card);
}

/** By its first character: a table has no reason to begin as an object or a list. */
async function isJson(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(1024), 0, 1024, 0);
    const text = buffer.toString('utf8', 0, bytesRead).replace(/^\uFEFF/, '');
    return path.extname(file).toLowerCase() === '.json' || /^\s*([[{]|$)/.test(text);
  } finally {
    await handle.close();
  }
}
