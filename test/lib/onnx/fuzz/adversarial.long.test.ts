import { rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { saved } from '../folders.ts';
import { LARGE } from './large.ts';
import { MANY } from './many.ts';
import { emptyNode, Victim } from './victims.ts';

// MiB beyond an empty Node.
const MOST_MEMORY = 200;

const empty = await emptyNode();

it.each([...MANY, ...LARGE])('%s: judged without a hang and within 200 MiB', async (what, bytes, outcome) => {
  const file = saved(bytes());
  const victim = new Victim();
  try {
    const verdict = await victim.judge(file);
    const peak = (await victim.peak()) - empty;
    const took = verdict.milliseconds.toFixed(0);
    process.stdout.write(`${what}: ${verdict.outcome} after ${took} ms, ${peak.toFixed(0)} MiB\n`);
    expect(verdict.outcome).toMatch(outcome);
    expect(peak).toBeLessThan(MOST_MEMORY);
  } finally {
    victim.end();
    rmSync(file);
  }
});
