import type { Sample } from '../benchmarks/context.ts';
import { type Bar, barChart, type Panel } from './bars.ts';
import { groups, median } from './figures.ts';
import { entrant, rank } from './table.ts';

/** What the chart of all servers shows, each the median of a figure of a load. */
const shown = [
  {
    benchmark: 'iris',
    load: 'one row, 64 connections',
    figure: 'CPU per request, µs',
    title: 'Processor time per request, µs',
    better: 'less is better',
  },
  {
    benchmark: 'iris',
    load: 'one row, 64 connections',
    figure: 'requests per second',
    title: 'Requests per second, 64 connections',
    better: 'more is better',
  },
  {
    benchmark: 'start',
    load: 'one row',
    figure: 'to the first answer, ms',
    title: 'From exec to the first right answer, ms',
    better: 'less is better',
  },
  {
    benchmark: 'memory',
    load: 'one row',
    figure: 'after the load, MB',
    title: 'Memory after the load, MB',
    better: 'less is better',
  },
] as const;

/** The chart that README and docs/performance.md show. */
export function serversChart(samples: Sample[]): string {
  const panels = shown.flatMap(({ benchmark, load, figure, ...panel }): Panel[] => {
    const own = samples.filter((sample) => sample.benchmark === benchmark && sample.load === load);
    return own.length === 0 ? [] : [{ ...panel, bars: bars(own, figure) }];
  });
  return barChart('sample:iris, one row as JSON, each server on the same machine', panels);
}

function bars(samples: Sample[], figure: string): Bar[] {
  return groups(samples, entrant)
    .toSorted(([, a], [, b]) => rank(a[0]!) - rank(b[0]!))
    .map(([name, own]) => ({
      name,
      kind: own[0]!.kind,
      value: median(own.map(({ figures }) => figures[figure]!)),
    }));
}
