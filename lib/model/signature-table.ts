import { formatBytes, printable } from '../io/text.ts';
import type { Card, CardTensor } from '../onnx/card/card.ts';
import { lengthOf, lineWidth, shortened, wrap } from '../io/wrap.ts';

/** Narrower than this, a table says nothing. */
const LEAST_WIDTH = 40;
const INDENT = '  ';
/** Inputs, outputs and outputs left out, of each. */
const ROWS_SHOWN = 8;
/** Columns, and classes of each output. */
const NAMES_SHOWN = 16;

/** `[N, 4]`, with `?` for a free dimension without a name. */
function formatShape({ shape }: CardTensor): string {
  if (shape === null) return '[...]';
  return `[${shape.map((dimension) => (dimension === -1 ? '?' : dimension)).join(', ')}]`;
}

/**
 * What was found in a model, as lines of a table: one per input, output and group of names. Long names are
 * shortened, long lists cut: model/card.json has them whole.
 * @param columns  how many characters a line may have; by default as many as the terminal shows
 */
export function signatureTable(card: Card, columns = lineWidth()): string[] {
  const width = Math.max(columns, LEAST_WIDTH);
  const { source, producer, opsets, outputs, omitted } = card;
  const opset = Object.entries(opsets).map(([domain, version]) => `${domain} ${version}`);
  const facts = [formatBytes(source.bytes), producer, ...opset].filter((part) => part !== '');
  const names = (label: string, list: string[]): string[] =>
    list.length === 0 ? [] : wrapped(`${label}:`, cut(list, NAMES_SHOWN, 'in all'), width);
  return [
    ...wrapped(`${source.file}:`, facts, width, ''),
    ...tensorRows(card, width),
    ...names(
      'columns',
      (card.columns ?? []).map(({ name, unit }) => (unit === undefined ? name : `${name} (${unit})`)),
    ),
    ...outputs.flatMap(({ name, classes = [] }) => names(`classes of ${name}`, classes)),
    ...omitted
      .slice(0, ROWS_SHOWN)
      .flatMap(({ name, reason }) => wrapped(`left out: ${name}:`, reason.split(' '), width, INDENT, ' ')),
    ...more(omitted.length, 'left out'),
  ];
}

/** The rows of inputs and outputs under a header, none wider than `width`. */
function tensorRows({ inputs, outputs }: Card, width: number): string[] {
  const row = (label: string, tensor: CardTensor): string[] => [
    label,
    printable(tensor.name),
    tensor.datatype,
    printable(formatShape(tensor)),
  ];
  const taken = inputs.slice(0, ROWS_SHOWN).map((tensor) => row('takes', tensor));
  const given = outputs.slice(0, ROWS_SHOWN).map((tensor) => row('gives', tensor));
  const rows = [['', 'name', 'datatype', 'shape'], ...taken, ...given];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((cells) => lengthOf(cells[column]!))));
  const [label, name, datatype, shape] = widths as [number, number, number, number];
  // Two columns can be long: the shape has half of what the others leave, or what the names do not need.
  const room = width - label - datatype - 4 * INDENT.length;
  const nameRoom = Math.min(name, Math.max(Math.ceil(room / 2), room - shape));
  const rooms = [label, nameRoom, datatype, room - nameRoom];
  const line = (cells: string[]): string => {
    const fitted = cells.map((cell, i) => {
      const text = shortened(cell, rooms[i]!);
      return text + ' '.repeat(Math.max(0, Math.min(widths[i]!, rooms[i]!) - lengthOf(text)));
    });
    return `${INDENT}${fitted.join(INDENT)}`.trimEnd();
  };
  const lines = rows.map(line);
  return [
    ...lines.slice(0, 1 + taken.length),
    ...more(inputs.length, 'inputs'),
    ...lines.slice(1 + taken.length),
    ...more(outputs.length, 'outputs'),
  ];
}

function more(length: number, what: string): string[] {
  return length > ROWS_SHOWN ? [`${INDENT}... and ${length - ROWS_SHOWN} more ${what}`] : [];
}

function cut(list: string[], most: number, what: string): string[] {
  return list.length > most ? [...list.slice(0, most), `... (${list.length} ${what})`] : list;
}

/** A label and a list behind it, on as many lines as they need; the further ones stand under the label. */
function wrapped(label: string, items: string[], width: number, indent = INDENT, between = ', '): string[] {
  const under = `${indent}${INDENT}`;
  const words = items.map((item, i) => {
    const end = i < items.length - 1 ? between.trimEnd() : '';
    return shortened(printable(item), width - under.length - end.length) + end;
  });
  return wrap(words, width, indent + shortened(printable(label), width - indent.length), under);
}
