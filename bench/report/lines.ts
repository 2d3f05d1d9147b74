import type { Sample } from '../benchmarks/context.ts';
import { escaped, svg } from './bars.ts';
import { groups, median } from './figures.ts';
import { number } from './table.ts';

const WIDTH = 820;
const HEIGHT = 200;
const LEFT = 70;
const RIGHT = 40;
const TOP = 42;
const BOTTOM = 45;

/** One panel for each load whose samples have an x: how its first figure goes with it, on a logarithmic axis. */
export function scalingChart(samples: Sample[]): string {
  const panels = groups(samples.filter(hasX), ({ load }) => load);
  const parts = panels.map(
    ([load, own], index) => `<g transform="translate(0 ${index * HEIGHT})">${panel(load, own)}</g>`,
  );
  return svg('How the service does as the work grows', WIDTH, panels.length * HEIGHT, parts.join('\n'));
}

function hasX(sample: Sample): sample is Sample & { x: number } {
  return sample.x !== undefined;
}

function panel(load: string, samples: (Sample & { x: number })[]): string {
  const figure = Object.keys(samples[0]!.figures)[0]!;
  const points = groups(samples, ({ x }) => `${x}`)
    .map(([x, own]) => ({ x: Number(x), y: median(own.map(({ figures }) => figures[figure] ?? NaN)) }))
    // Where no request came to its end.
    .filter(({ y }) => !Number.isNaN(y));
  points.sort((a, b) => a.x - b.x);
  const [least, greatest] = [points[0]!.x, points.at(-1)!.x];
  const most = Math.max(...points.map(({ y }) => y));
  const share = (x: number): number => (x === least ? 0 : Math.log(x / least) / Math.log(greatest / least));
  const across = ({ x }: { x: number }): string => (LEFT + share(x) * (WIDTH - LEFT - RIGHT)).toFixed(1);
  const down = ({ y }: { y: number }): string =>
    (HEIGHT - BOTTOM - (y / most) * (HEIGHT - TOP - BOTTOM)).toFixed(1);
  const line = points.map((point, index) => `${index === 0 ? 'M' : 'L'}${across(point)} ${down(point)}`);
  const bottom = HEIGHT - BOTTOM;
  return [
    `<text x="8" y="16" class="title">${escaped(figure)}<tspan class="note">  by ${escaped(load)}</tspan></text>`,
    `<line x1="${LEFT}" y1="${bottom}" x2="${WIDTH - RIGHT}" y2="${bottom}"/>`,
    `<path class="ours" d="${line.join(' ')}"/>`,
    ...points.map((point) =>
      [
        `<circle cx="${across(point)}" cy="${down(point)}" r="3"/>`,
        `<text x="${across(point)}" y="${Number(down(point)) - 7}" text-anchor="middle">${number(point.y)}</text>`,
        `<text x="${across(point)}" y="${bottom + 17}" text-anchor="middle" class="note">${point.x.toLocaleString('en')}</text>`,
      ].join(''),
    ),
  ].join('\n');
}
