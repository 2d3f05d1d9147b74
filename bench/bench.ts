import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Context } from './benchmarks/context.ts';
import { benchmarks } from './benchmarks/benchmarks.ts';
import { generator } from './load/load.ts';
import { machine } from './machine.ts';
import { tables } from './report/table.ts';
import { peerNames } from './sides/peers.ts';

/**
 * How fast it is, against what others would take instead, on this machine: `npm run bench`, see docs/performance.md.
 */
const HELP = `npm run bench [-- NAMES… --peers LIST --rounds N --seconds N --json FILE]

${benchmarks.map(({ name, about }) => `  ${name.padEnd(12)} ${about}`).join('\n')}

  --peers LIST   ${peerNames.join(',')} (the default), or none
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    peers: { type: 'string', default: peerNames.join(',') },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '2' },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(HELP);
else await bench(positionals);

async function bench(names: string[]): Promise<void> {
  const unknown = names.filter((name) => !benchmarks.some((one) => one.name === name));
  if (unknown.length > 0) throw new Error(`No benchmark has the name ${unknown.join(', ')}.\n\n${HELP}`);
  const chosen = benchmarks.filter(({ name }) => names.length === 0 || names.includes(name));
  const folder = await mkdtemp(path.join(tmpdir(), 'ml-docker-bench-'));
  const context: Context = {
    rounds: Number(values.rounds),
    seconds: Number(values.seconds),
    peers: values.peers.split(','),
    generator: generator(),
    folder,
    samples: [],
    missing: [],
  };
  try {
    for (const benchmark of chosen) {
      await benchmark.run(context);
      const own = context.samples.filter((sample) => sample.benchmark === benchmark.name);
      process.stdout.write(`\n### ${benchmark.about}\n\n${tables(own)}\n`);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  const { samples, missing } = context;
  for (const { side, reason } of missing) process.stdout.write(`\n${side} took no part: ${reason}\n`);
  if (values.json !== undefined) {
    const of = { machine: await machine(context.generator.name), missing };
    await writeFile(values.json, `${JSON.stringify({ ...of, samples }, undefined, 1)}\n`);
  }
  // A peer may be missing; without us there is nothing to compare.
  if (missing.some(({ kind }) => kind !== 'peer')) process.exitCode = 1;
}
