import type { Card, CardTensor } from '../onnx/card.ts';

const KILO = 1000;

/** `1.2 kB`, in powers of 1000, as Docker shows sizes. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(KILO)));
  const size = bytes / KILO ** power;
  return `${power === 0 ? size : size.toFixed(size < 10 ? 1 : 0)} ${units[power]}`;
}

/** `[N, 4]`, with `?` for a free dimension without a name. */
function formatShape({ shape }: CardTensor): string {
  if (shape === null) return '[...]';
  return `[${shape.map((dimension) => (dimension === -1 ? '?' : dimension)).join(', ')}]`;
}

/** What was found in a model, as lines of a table: one per input, output and group of names. */
export function signatureTable(card: Card): string[] {
  const { source, producer, opsets, inputs, outputs, omitted } = card;
  const opset = Object.entries(opsets)
    .map(([domain, version]) => `${domain} ${version}`)
    .join(', ');
  const rows = [
    ...inputs.map((tensor) => ['takes', tensor.name, tensor.datatype, formatShape(tensor)]),
    ...outputs.map((tensor) => ['gives', tensor.name, tensor.datatype, formatShape(tensor)]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  const table = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const names = (label: string, list: string[]): string[] =>
    list.length === 0 ? [] : [`${label}: ${shorten(list)}`];
  return [
    `${source.file}: ${[formatBytes(source.bytes), producer, opset].filter((part) => part !== '').join(', ')}`,
    ...shortenRows(table),
    ...names(
      'columns',
      (card.columns ?? []).map(({ name, unit }) => (unit === undefined ? name : `${name} (${unit})`)),
    ),
    ...outputs.flatMap(({ name, classes = [] }) => names(`classes of ${name}`, classes)),
    ...omitted.map(({ name, reason }) => `left out: ${name}: ${reason}`),
  ].map((line, i) => (i === 0 ? line : `  ${line}`));
}

const SHOWN = 8;

function shorten(list: string[]): string {
  const shown = list.slice(0, SHOWN).join(', ');
  return list.length > SHOWN ? `${shown}, … (${list.length})` : shown;
}

function shortenRows(rows: string[]): string[] {
  return rows.length <= 2 * SHOWN
    ? rows
    : [...rows.slice(0, 2 * SHOWN), `… and ${rows.length - 2 * SHOWN} more`];
}
