import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { newFolder } from '../../../onnx/folders.ts';
import { damagedBytes, generator } from '../../../onnx/fuzz/mutants.ts';
import { emptyNode, Victim } from '../../../onnx/fuzz/victims.ts';
import { trainedCases, trainedFile } from '../../trained-cases.ts';
import { ORDINARY } from '../streams.ts';

// MiB beyond an empty Node.
const MOST_MEMORY = 200;
const MOST_MILLISECONDS = 1000;
const SEED = 1;
/** The second process has no more than this for its heap: what takes more ends it. */
const NODES = [[], ['--max-old-space-size=100']];
const SCRIPT = path.join(import.meta.dirname, 'victim.mjs');
const PICKLES = /\.(pkl|pickle|p|joblib|sav|model|cloudpickle|pth|gz|xz|bz2)$/;

/** Streams of this project's own, and the shared files where they are there. */
function originals(): Buffer[] {
  const files = trainedCases()
    .map(trainedFile)
    .filter((file) => PICKLES.test(file));
  return [...Object.values(ORDINARY), ...files.map((file) => readFileSync(file))].filter(
    ({ length }) => length > 0,
  );
}

/** Every damaged pickle is read without a crash, a second, or 200 MiB. */
export function fuzzPickles(count: number): void {
  const timeout = 60_000 + 50 * count;
  it(
    `${count} damaged pickles: no crash, none takes a second, nor all together 200 MiB`,
    { timeout },
    async () => {
      const victims = NODES.map((flags) => new Victim(flags, SCRIPT));
      const file = path.join(newFolder(), 'model.joblib');
      const below = generator(SEED);
      const models = originals();
      const outcomes = new Map<string, number>();
      let slowest = 0;
      try {
        for (let number = 0; number < count; number++) {
          const bytes = damagedBytes(models[below(models.length)]!, below);
          writeFileSync(file, bytes);
          const verdict = await victims[number % victims.length]!.judge(file).catch((error: unknown) => {
            throw new Error(`mutant ${number} of seed ${SEED}, ${bytes.length} bytes`, { cause: error });
          });
          outcomes.set(verdict.outcome, (outcomes.get(verdict.outcome) ?? 0) + 1);
          slowest = Math.max(slowest, verdict.milliseconds);
        }
        const empty = await emptyNode();
        const peaks = await Promise.all(victims.map(async (victim) => (await victim.peak()) - empty));
        const peak = Math.max(...peaks);
        const told = [...outcomes].map(([outcome, times]) => `${times} ${outcome}`).join(', ');
        process.stdout.write(
          `${count} mutants: ${told}; the slowest took ${slowest.toFixed(0)} ms; at most ${peak.toFixed(0)} MiB beyond an empty Node\n`,
        );
        expect(slowest).toBeLessThan(MOST_MILLISECONDS);
        expect(peak).toBeLessThan(MOST_MEMORY);
        // Some are damaged only where it does no harm, most beyond reading.
        expect(outcomes.get('convertible-true') ?? 0).toBeGreaterThan(count / 200);
        expect(outcomes.size).toBeGreaterThan(4);
      } finally {
        for (const victim of victims) victim.end();
      }
    },
  );
}
