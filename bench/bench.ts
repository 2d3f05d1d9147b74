import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Benchmark, Context } from './benchmarks/context.ts';
import { benchmarks } from './benchmarks/benchmarks.ts';
import { say } from './benchmarks/context.ts';
import { generator } from './load/load.ts';
import { machine } from './machine.ts';
import { readReport, writePerformance } from './report/docs.ts';
import { type Report, reportJson, reportMarkdown } from './report/report.ts';
import { Unavailable } from './sides/side.ts';
import { peerNames } from './sides/peers.ts';

/** How fast it is, against what others would take instead, on this machine: docs/performance.md. */
const HELP = `npm run bench [-- NAMES…]

${benchmarks.map(({ name, about }) => `  ${name.padEnd(12)} ${about}`).join('\n')}

  --peers LIST   ${peerNames.join(',')} (the default), or none
  --rounds N     how often all take their turn, by default 3
  --seconds N    of each load, by default 2
  --before DIR   a project of sample:iris made earlier, with its packages, takes part in what is asked of sample:iris
  --json FILE    all that was measured
  --docs         writes docs/performance.* from it
  --from FILE    measures nothing, and writes docs/performance.* from what --json wrote
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    peers: { type: 'string', default: peerNames.join(',') },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '2' },
    before: { type: 'string' },
    json: { type: 'string' },
    docs: { type: 'boolean', default: false },
    from: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(HELP);
else if (values.from !== undefined) await writePerformance(await readReport(values.from));
else await bench(chosen(positionals, benchmarks), values.peers.split(','));

function chosen(names: string[], all: Benchmark[]): Benchmark[] {
  const unknown = names.filter((name) => !all.some((one) => one.name === name));
  if (unknown.length > 0) throw new Error(`No benchmark has the name ${unknown.join(', ')}.\n\n${HELP}`);
  return all.filter(({ name }) => names.length === 0 || names.includes(name));
}

async function bench(named: Benchmark[], peers: string[]): Promise<void> {
  const settings = { rounds: Number(values.rounds), seconds: Number(values.seconds) };
  const folder = await mkdtemp(path.join(tmpdir(), 'ml-docker-bench-'));
  const load = generator();
  const before = values.before && path.resolve(values.before);
  const context: Context = {
    ...settings,
    peers,
    before,
    generator: load,
    folder,
    samples: [],
    missing: [],
  };
  const { samples, missing } = context;
  const report: Report = { machine: await machine(load.name), settings, missing, samples };
  try {
    for (const benchmark of named) {
      await survive(benchmark, context);
      // Whoever stops it keeps what there is.
      if (values.json !== undefined) await writeFile(values.json, reportJson(report));
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  process.stdout.write(`\n${reportMarkdown(report)}\n`);
  // As it is read again: JSON knows no infinity, which a load that nobody answered gives.
  if (values.docs) await writePerformance(JSON.parse(reportJson(report)) as Report);
  // A peer may be missing; without us there is nothing to compare.
  if (missing.some(({ kind }) => kind !== 'peer')) process.exitCode = 1;
}

/** What one benchmark cannot do takes nothing from the others. */
async function survive({ name, run }: Benchmark, context: Context): Promise<void> {
  const began = performance.now();
  await run(context).catch((error: unknown) => {
    const kind = error instanceof Unavailable ? 'peer' : 'ours';
    context.missing.push({ side: `the benchmark ${name}`, kind, reason: (error as Error).message });
    say(`${name}: ${error instanceof Unavailable ? error.message : (error as Error).stack}`);
  });
  say(`${name}: ${((performance.now() - began) / 1000).toFixed(0)} s`);
}
