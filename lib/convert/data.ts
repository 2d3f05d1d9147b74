import { stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors.ts';
import { expandHome, pastedPath } from '../io/pasted-path.ts';

/** Rows of the user's, for the proof and for names and types of columns. */
export interface Data {
  /** Absolute. */
  file: string;
  /** As the sandbox knows it: by this name it tells CSV from JSON. */
  name: 'data.csv' | 'data.json';
}

/**
 * The file that --data names.
 * @param given  a path from `cwd`
 * @throws UserError  data-missing (exit 2)
 */
export async function dataFile(given: string | undefined, cwd: string): Promise<Data | undefined> {
  if (given === undefined) return undefined;
  const file = path.resolve(cwd, expandHome(pastedPath(given, cwd)));
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() === true)
    return { file, name: file.toLowerCase().endsWith('.json') ? 'data.json' : 'data.csv' };
  throw new UserError({
    code: 'data-missing',
    what: found === undefined ? `There is no file ${given}` : `${given} is not a file`,
    where: '--data',
    next: 'give a CSV file with a header, or JSON as /predict takes it: {"rows": [{COLUMN: value}]}',
  });
}
