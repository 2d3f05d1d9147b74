import { lines, type Span } from './sgr.ts';

/** What a terminal showed from a moment on. */
export interface Frame {
  /** Milliseconds since the start. */
  at: number;
  /** The screen with its colours, as `tmux capture-pane -e` prints it. */
  screen: string;
}

const CELL = { width: 8.4, height: 18 };
const MARGIN = 14;
/** A wait that is longer is shown as this long: nobody watches packages being fetched. In milliseconds. */
const LONGEST_MS = 900;
/** What is there for less than this is left out. In milliseconds. */
const SHORTEST_MS = 250;
const LAST_MS = 6000;

/** Frames as an SVG that plays them in a loop, by CSS alone. */
export function animation(all: Frame[], { columns, rows }: { columns: number; rows: number }): string {
  const frames = thinned(all);
  const lasts = frames.map(({ at }, i) => Math.min((frames[i + 1]?.at ?? Infinity) - at, LONGEST_MS));
  lasts[lasts.length - 1] = LAST_MS;
  const whole = lasts.reduce((sum, last) => sum + last, 0);
  const width = columns * CELL.width + 2 * MARGIN;
  const height = rows * CELL.height + 2 * MARGIN;
  /** Each row of text stands in the file once: most rows are on many frames. */
  const rowsOfText = new Map<string, number>();
  let from = 0;
  const shown = frames.map(({ screen }, i) => {
    const [start, end] = [from, (from += lasts[i]!)].map((ms) => ((100 * ms) / whole).toFixed(2));
    const keyframes = `@keyframes f${i}{0%,${end}%{visibility:hidden}${start}%{visibility:visible}}`;
    return {
      style: `${keyframes}#f${i}{animation:f${i} ${whole}ms step-end infinite}`,
      group: group(screen, i, rowsOfText),
    };
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}">`,
    '<title>A session with ml-docker: five questions, docker build, docker run, the first prediction</title>',
    `<style>text{font:14px ui-monospace,Menlo,Consolas,monospace;fill:#d4d4d4;white-space:pre}g{visibility:hidden}`,
    // Who wants no motion sees the end.
    `@media (prefers-reduced-motion:reduce){g{animation:none!important}#f${frames.length - 1}{visibility:visible}}`,
    `${shown.map(({ style }) => style).join('')}</style>`,
    `<defs>${[...rowsOfText].map(([row, number]) => `<text id="r${number}" x="${MARGIN}">${row}</text>`).join('')}</defs>`,
    `<rect width="100%" height="100%" rx="8" fill="#1e1e1e"/>`,
    ...shown.map(({ group }) => group),
    '</svg>\n',
  ].join('\n');
}

/** Without the frames that a person would not see: those that another one replaces at once. */
function thinned(frames: Frame[]): Frame[] {
  return frames.filter(({ at }, i) => (frames[i + 1]?.at ?? Infinity) - at >= SHORTEST_MS);
}

function group(screen: string, i: number, rowsOfText: Map<string, number>): string {
  const rows = lines(screen).flatMap((spans, line) => {
    if (spans.length === 0) return [];
    const row = spans.map(tspan).join('');
    const number = rowsOfText.get(row) ?? rowsOfText.size;
    rowsOfText.set(row, number);
    return [`<use href="#r${number}" y="${(MARGIN + (line + 0.75) * CELL.height).toFixed(1)}"/>`];
  });
  return `<g id="f${i}">${rows.join('')}</g>`;
}

function tspan({ text, colour, bold }: Span): string {
  const attributes = [colour && ` fill="${colour}"`, bold && ' font-weight="bold"'].filter(Boolean).join('');
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return attributes === '' ? escaped : `<tspan${attributes}>${escaped}</tspan>`;
}
