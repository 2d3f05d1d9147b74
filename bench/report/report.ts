import type { Context, Sample } from '../benchmarks/context.ts';
import { benchmarks } from '../benchmarks/benchmarks.ts';
import type { Machine } from '../machine.ts';
import { tables } from './table.ts';

/** All that a run found out: what --json writes. */
export interface Report {
  machine: Machine;
  settings: { rounds: number; seconds: number };
  missing: Context['missing'];
  samples: Sample[];
}

/** Load for each core beyond which other work disturbs. */
const BUSY = 0.5;

/** A report as JSON, with each sample on a line of its own. */
export function reportJson({ samples, ...rest }: Report): string {
  const lines = samples.map((sample) => `  ${JSON.stringify(sample)}`);
  const head = JSON.stringify(rest, undefined, 1).slice(0, -2);
  return `${head},\n "samples": [\n${lines.join(',\n')}\n ]\n}\n`;
}

/** A report as Markdown: what it holds for, then a chapter for each benchmark. */
export function reportMarkdown({ machine, settings, missing, samples }: Report): string {
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
  const { processor, cores, memoryGiB, system, date } = machine;
  const where = `Measured on ${date}: ${processor}, ${cores} cores, ${memoryGiB} GiB, ${system}; ${versions.join(', ')}.`;
  const how = `Medians of ${settings.rounds} rounds of ${settings.seconds} s, with the least and the most.`;
  const chapters = benchmarks.flatMap(({ name, about }) => {
    const own = samples.filter((sample) => sample.benchmark === name);
    return own.length === 0 ? [] : [`### ${about}`, tables(own)];
  });
  const disturbed = `Other work went on meanwhile (a load of ${machine.busy.toFixed(1)} before the run): only ratios say much.`;
  const absent = missing.map(({ side, reason }) => `Took no part: ${side} (${reason.split('\n')[0]!}).`);
  const caution = machine.busy > BUSY * cores ? [disturbed] : [];
  return [`${where} ${how}`, ...caution, ...absent, ...chapters].join('\n\n');
}
