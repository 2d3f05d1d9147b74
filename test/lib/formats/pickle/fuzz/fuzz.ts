import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { damagedBytes } from '../../../onnx/fuzz/mutants.ts';
import { fuzz, type Original } from '../../fuzz/fuzz.ts';
import { trainedCases, trainedFile } from '../../trained-cases.ts';
import { ORDINARY } from '../streams.ts';

const PICKLES = /\.(pkl|pickle|p|joblib|sav|model|cloudpickle|pth|gz|xz|bz2)$/;

/** Streams of this project's own, and the shared files where they are there. */
function originals(): Original[] {
  const files = trainedCases()
    .map(trainedFile)
    .filter((file) => PICKLES.test(file));
  return [...Object.values(ORDINARY), ...files.map((file) => readFileSync(file))]
    .filter(({ length }) => length > 0)
    .map((bytes) => ({ name: 'model.joblib', bytes }));
}

/** Every damaged pickle is read without a crash, a second, or 200 MiB. */
export function fuzzPickles(count: number): void {
  const timeout = 60_000 + 50 * count;
  it(
    `${count} damaged pickles: no crash, none takes a second, nor all together 200 MiB`,
    { timeout },
    async () => {
      const outcomes = await fuzz({
        count,
        originals: originals(),
        damaged: ({ bytes }, below) => damagedBytes(bytes, below),
        script: path.join(import.meta.dirname, 'victim.mjs'),
      });
      // Some are damaged only where it does no harm, most beyond reading.
      expect(outcomes.get('convertible-true') ?? 0).toBeGreaterThan(count / 200);
      expect(outcomes.size).toBeGreaterThan(4);
    },
  );
}
