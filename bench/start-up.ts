import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { packageRoot } from '../lib/package.ts';

/**
 * How long the command takes to start, against an empty Node, in turn and in one run, because machines drift:
 * `npm run bench`. Prints medians in milliseconds and the median of the ratios, pair by pair.
 */
const RUNS = 15;
const bin = path.join(packageRoot, 'dist', 'bin', 'ml-docker.js');
const commands = {
  '--help': [bin, '--help'],
  '--dry-run': [bin, 'irisapi', '--model', 'sample:iris', '--yes', '--dry-run'],
  'a project': [bin, 'irisapi', '--yes', '--skip-install'],
};

async function milliseconds(args: string[]): Promise<number> {
  const cwd = await mkdtemp(path.join(tmpdir(), 'ml-docker-bench-'));
  const start = performance.now();
  await execa(process.execPath, args, { cwd, stdin: 'ignore' });
  const taken = performance.now() - start;
  await rm(cwd, { recursive: true });
  return taken;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

console.log(`node ${process.version}, ${RUNS} pairs each`);
for (const [name, args] of Object.entries(commands)) {
  const pairs: { ours: number; empty: number }[] = [];
  for (let run = 0; run < RUNS; run++) {
    pairs.push({ ours: await milliseconds(args), empty: await milliseconds(['-e', '0']) });
  }
  const ours = median(pairs.map((pair) => pair.ours)).toFixed(0);
  const empty = median(pairs.map((pair) => pair.empty)).toFixed(0);
  const ratio = median(pairs.map((pair) => pair.ours / pair.empty)).toFixed(2);
  console.log(`ml-docker ${name.padEnd(10)} ${ours} ms   empty node ${empty} ms   ratio ${ratio}`);
}
