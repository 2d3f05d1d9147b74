import type { Sample } from '../benchmarks/context.ts';
import { groups, ratios, type Spread, spread } from './figures.ts';

/** The samples of one benchmark as Markdown: for each load a table of ratios, and one of what was measured. */
export function tables(samples: Sample[]): string {
  const parts = groups(samples, ({ load }) => load).map(([load, ofLoad]) => {
    const figures = Object.keys(ofLoad[0]!.figures);
    const sides = groups(ofLoad, entrant).toSorted(([, a], [, b]) => rank(a[0]!) - rank(b[0]!));
    const others = sides.filter(([, [first]]) => first!.kind !== 'ours');
    const ours = ofLoad.filter(({ kind }) => kind === 'ours');
    const compared = others.flatMap(([name, theirs]) => {
      const equal = ours.filter(({ processes }) => processes === theirs[0]!.processes);
      const same = equal.length === 0 ? ours : equal;
      if (same.length === 0) return [];
      const cells = figures.map((figure) => cell(spread(ratios(same, theirs, figure)), 'bold'));
      return [[`ours ÷ ${name}`, ...cells]];
    });
    const measured = sides.map(([name, own]) => [
      name,
      ...figures.map((figure) => cell(spread(own.map((sample) => sample.figures[figure] ?? NaN)))),
    ]);
    const head = figures.map((figure) => figure.replace(/, [^,]+$/, ''));
    const both = [markdown(['ratio', ...head], compared), markdown(['', ...figures], measured)];
    const heading = load === '' ? [] : [`#### ${load[0]!.toUpperCase()}${load.slice(1)}`];
    return [...heading, ...(compared.length === 0 ? both.slice(1) : both)].join('\n\n');
  });
  return parts.join('\n\n');
}

function entrant({ side, processes }: Sample): string {
  if (processes === undefined) return side;
  return `${side}, ${processes} ${processes === 1 ? 'process' : 'processes'}`;
}

/** We first, then the limits, then the peers. */
function rank({ kind }: Sample): number {
  return ['ours', 'limit', 'peer'].indexOf(kind);
}

function cell({ median, least, most }: Spread, bold?: 'bold'): string {
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
