import type { Sample } from '../benchmarks/context.ts';
import { groups, ratios, type Spread, spread } from './figures.ts';

/** The samples of one benchmark as Markdown: for each load a table of ratios, and one of what was measured. */
export function tables(samples: Sample[]): string {
  return groups(samples, ({ load }) => load)
    .map(([load, own]) => {
      const heading = `#### ${load[0]!.toUpperCase()}${load.slice(1)}`;
      const found = own[0]!.x === undefined ? [comparison(own), measured(own, entrant)] : [byX(load, own)];
      return [heading, ...found.filter((table) => table !== '')].join('\n\n');
    })
    .join('\n\n');
}

/** Ours ÷ each other, by figure; empty where there is nobody to compare with. */
function comparison(samples: Sample[]): string {
  const figures = figuresOf(samples);
  const ours = samples.filter(({ kind }) => kind === 'ours');
  const rows = bySide(samples, entrant).flatMap(([name, theirs]) => {
    if (theirs[0]!.kind === 'ours' || ours.length === 0) return [];
    const equal = ours.filter(({ processes }) => processes === theirs[0]!.processes);
    const [us, own] = equal.length === 0 ? [entrant(ours[0]!), ours] : ['ours', equal];
    const cells = figures.map((figure) => cell(spread(ratios(own, theirs, figure)), true));
    return [[`${us} ÷ ${name}`, ...cells]];
  });
  const head = ['ratio', ...figures.map((figure) => figure.replace(/, [^,]+$/, ''))];
  return rows.length === 0 ? '' : markdown(head, rows);
}

function measured(samples: Sample[], key: (sample: Sample) => string, head = ''): string {
  const figures = figuresOf(samples);
  const rows = bySide(samples, key).map(([name, own]) => [
    name,
    ...figures.map((figure) => cell(spread(own.map((sample) => sample.figures[figure] ?? NaN)))),
  ]);
  return markdown([head, ...figures], rows);
}

function byX(load: string, samples: Sample[]): string {
  return measured(samples, ({ x }) => x!.toLocaleString('en'), load);
}

function figuresOf(samples: Sample[]): string[] {
  return [...new Set(samples.flatMap(({ figures }) => Object.keys(figures)))];
}

/** We first, then the limits, then the peers. */
function bySide(samples: Sample[], key: (sample: Sample) => string): [string, Sample[]][] {
  return groups(samples, key).toSorted(([, a], [, b]) => rank(a[0]!) - rank(b[0]!));
}

export function rank({ kind }: Sample): number {
  return ['ours', 'limit', 'peer'].indexOf(kind);
}

/** A side as tables and charts name it. */
export function entrant({ side, processes }: Sample): string {
  if (processes === undefined) return side;
  return `${side}, ${processes} ${processes === 1 ? 'process' : 'processes'}`;
}

function cell({ median, least, most }: Spread, bold = false): string {
  if (Number.isNaN(median)) return '–';
  const middle = bold ? `**${number(median)}**` : number(median);
  return least === most ? middle : `${middle} (${number(least)}–${number(most)})`;
}

/** With three digits that mean something. */
export function number(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en');
  return value.toFixed(value >= 10 ? 1 : 2);
}

export function markdown(head: string[], rows: string[][]): string {
  const line = (cells: string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(['---', ...head.slice(1).map(() => '---:')]), ...rows.map(line)].join('\n');
}
