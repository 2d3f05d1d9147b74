import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import { convert, type ConvertOptions, type Converted } from '../../lib/convert/convert.ts';
import { isTrained, readOrKnow } from '../../lib/convert/trained.ts';
import { DEFAULT_BASE_IMAGE } from '../../lib/defaults.ts';
import { quietIo } from '../emitted/emit.ts';
import { trainedModels } from '../skip.ts';

/** What a method of the original library has answered, row by row. */
type Outputs = Record<string, { values: unknown[] } | undefined>;

/** A case of the trained models: its file, and what belongs to it. */
export async function trainedCase(name: string): Promise<{ file: string; rows: string; expected: Outputs }> {
  const folder = path.join(trainedModels, name);
  const json = async (file: string): Promise<{ file: string; outputs: Outputs }> =>
    JSON.parse(await readFile(path.join(folder, file), 'utf8'));
  const { file } = await json('case.json');
  return {
    file: path.join(folder, file),
    rows: path.join(folder, 'rows.json'),
    expected: (await json('expected.json')).outputs,
  };
}

/** Converts a file in this process. */
export async function converted(file: string, more: Partial<ConvertOptions> = {}): Promise<Converted> {
  const known = await readOrKnow(file);
  if (!isTrained(known)) throw new Error(`${file} is ONNX`);
  return convert(file, known, { cwd: path.dirname(file), baseImage: DEFAULT_BASE_IMAGE, ...more }, quietIo());
}

/** What is served is what its library said when the case was made: of two classes, perhaps the second alone. */
export async function answersAsItsLibrary(name: string): Promise<void> {
  const { file, rows, expected } = await trainedCase(name);
  const { proof, proved } = await converted(file, { data: rows });
  expect(proof.accepted, proof.summary).toBeUndefined();
  expect(proof.rows).toBeGreaterThan(5);
  expect(proof.labels.different).toBe(0);
  const wanted = (expected['predict_proba'] ?? expected['predict'])!.values;
  const served = proved.converted['probabilities'] ?? proved.converted['prediction']!;
  expect(served.length).toBe(wanted.length);
  for (const [i, want] of wanted.entries()) {
    const values = [want].flat().map(Number);
    const given = [served[i]].flat().slice(-values.length).map(Number);
    for (const [j, value] of values.entries())
      expect(Math.abs(given[j]! - value)).toBeLessThanOrEqual(1e-6 + 1e-4 * Math.abs(value));
  }
}
