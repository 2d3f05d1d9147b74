import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { newFolder } from '../../onnx/folders.ts';
import { type Below, generator } from '../../onnx/fuzz/mutants.ts';
import { emptyNode, Victim } from '../../onnx/fuzz/victims.ts';

// MiB beyond an empty Node.
const MOST_MEMORY = 200;
const MOST_MILLISECONDS = 1000;
const SEED = 1;
/** The second process has no more than this for its heap: what takes more ends it. */
const NODES = [[], ['--max-old-space-size=100']];

/** A file that is damaged, under the name that people give it. */
export interface Original {
  name: string;
  bytes: Buffer;
}

export interface Fuzzing {
  /** How many damaged files. */
  count: number;
  originals: Original[];
  damaged: (original: Original, below: Below) => Buffer;
  /** What reads them in another process. */
  script: string;
}

/** Reads damaged files: none takes a second, nor all together 200 MiB. How often each outcome came is returned. */
export async function fuzz({ count, originals, damaged, script }: Fuzzing): Promise<Map<string, number>> {
  const victims = NODES.map((flags) => new Victim(flags, script));
  const files = originals.map(({ name }) => path.join(newFolder(), name));
  const below = generator(SEED);
  const outcomes = new Map<string, number>();
  let slowest = { milliseconds: 0, name: '' };
  try {
    for (let number = 0; number < count; number++) {
      const at = below(originals.length);
      const { name } = originals[at]!;
      const bytes = damaged(originals[at]!, below);
      const file = files[at]!;
      writeFileSync(file, bytes);
      const verdict = await victims[number % victims.length]!.judge(file).catch((error: unknown) => {
        throw new Error(`mutant ${number} of seed ${SEED}: ${name}, ${bytes.length} bytes`, { cause: error });
      });
      outcomes.set(verdict.outcome, (outcomes.get(verdict.outcome) ?? 0) + 1);
      const { milliseconds } = verdict;
      if (milliseconds > slowest.milliseconds) slowest = { milliseconds, name };
    }
    const empty = await emptyNode();
    const peaks = await Promise.all(victims.map(async (victim) => (await victim.peak()) - empty));
    const peak = Math.max(...peaks);
    const told = [...outcomes].map(([outcome, times]) => `${times} ${outcome}`).join(', ');
    process.stdout.write(
      `${count} mutants: ${told}; the slowest took ${slowest.milliseconds.toFixed(0)} ms (${slowest.name}); at most ${peak.toFixed(0)} MiB beyond an empty Node\n`,
    );
    expect(slowest.milliseconds, slowest.name).toBeLessThan(MOST_MILLISECONDS);
    expect(peak).toBeLessThan(MOST_MEMORY);
    return outcomes;
  } finally {
    for (const victim of victims) victim.end();
  }
}
