import { number } from './table.ts';

/** A bar of a panel. */
export interface Bar {
  name: string;
  kind: 'ours' | 'limit' | 'peer';
  value: number;
}

export interface Panel {
  title: string;
  /** What a reader should wish for. */
  better: 'less is better' | 'more is better';
  bars: Bar[];
}

const WIDTH = 820;
const ROW = 20;
const HEAD = 34;
const NAMES = 230;
const VALUES = 70;
const GAP = 18;

/** Panels of bars below each other, each with a scale of its own from zero, as an SVG for light and dark pages. */
export function barChart(title: string, panels: Panel[]): string {
  let y = GAP;
  const parts = panels.map((panel) => {
    const part = `<g transform="translate(0 ${y})">${drawn(panel)}</g>`;
    y += HEAD + panel.bars.length * ROW + GAP;
    return part;
  });
  return svg(title, WIDTH, y, parts.join('\n'));
}

function drawn({ title, better, bars }: Panel): string {
  const most = Math.max(...bars.map(({ value }) => value));
  const rows = bars.map(({ name, kind, value }, index) => {
    const y = HEAD + index * ROW;
    const width = Math.max(1, (value / most) * (WIDTH - NAMES - VALUES)).toFixed(1);
    return [
      `<text x="${NAMES - 8}" y="${y + 11}" text-anchor="end" class="${kind}">${escaped(name)}</text>`,
      `<rect x="${NAMES}" y="${y}" width="${width}" height="${ROW - 6}" rx="2" class="${kind}"/>`,
      `<text x="${(NAMES + Number(width) + 6).toFixed(1)}" y="${y + 11}">${number(value)}</text>`,
    ].join('');
  });
  const heading = `<text x="8" y="16" class="title">${escaped(title)}<tspan class="note">  ${better}</tspan></text>`;
  return [heading, ...rows].join('\n');
}

/** @param content  what the picture shows, in the classes of its style */
export function svg(title: string, width: number, height: number, content: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">
<style>
  text { font: 12px system-ui, sans-serif; fill: #333 }
  .title { font-weight: 600; font-size: 13px } .note { font-weight: 400; fill: #777 }
  rect.ours { fill: #1a7f5a } rect.limit { fill: #b5b5b5 } rect.peer { fill: #7d9cc4 } text.ours { font-weight: 600 }
  path { fill: none; stroke-width: 2 } path.ours { stroke: #1a7f5a } path.limit { stroke: #b5b5b5 } path.peer { stroke: #7d9cc4 }
  line { stroke: #ccc } circle { fill: #1a7f5a }
  @media (prefers-color-scheme: dark) { text { fill: #ddd } .note { fill: #999 } line { stroke: #555 } }
</style>
${content}
</svg>
`;
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
