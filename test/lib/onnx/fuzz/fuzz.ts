import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { newFolder } from '../folders.ts';
import { mutants } from './mutants.ts';
import { emptyNode, Victim } from './victims.ts';

// MiB beyond an empty Node.
const MOST_MEMORY = 200;
const MOST_MILLISECONDS = 1000;
const SEED = 1;
/** The second process has no more than this for its heap: what takes more ends it. */
const NODES = [[], ['--max-old-space-size=100']];

/** Every mutant is judged, and written where it can be served, without a crash, a second, or 200 MiB. */
export function fuzz(count: number): void {
  const timeout = 60_000 + 50 * count;
  it(
    `${count} damaged models: no crash, none takes a second, nor all together 200 MiB`,
    { timeout },
    async () => {
      const victims = NODES.map((flags) => new Victim(flags));
      const file = path.join(newFolder(), 'model.onnx');
      const models = mutants(SEED);
      const outcomes = new Map<string, number>();
      let slowest = 0;
      try {
        for (let number = 0; number < count; number++) {
          const bytes = models.next().value;
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
        const servable = outcomes.get('servable') ?? 0;
        process.stdout.write(
          `${count} mutants: ${servable} servable, ${outcomes.size - 1} kinds of refusal; ` +
            `the slowest took ${slowest.toFixed(0)} ms; at most ${peak.toFixed(0)} MiB beyond an empty Node\n`,
        );
        expect(slowest).toBeLessThan(MOST_MILLISECONDS);
        expect(peak).toBeLessThan(MOST_MEMORY);
        // Most are damaged beyond reading, some only where it does no harm.
        expect(servable).toBeGreaterThan(count / 100);
        expect(outcomes.size).toBeGreaterThan(10);
      } finally {
        for (const victim of victims) victim.end();
      }
    },
  );
}
