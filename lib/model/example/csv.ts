import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { tableWidth } from '../../onnx/card/columns.ts';
import type { Card, CardTensor } from '../../onnx/card/card.ts';
import { datatypeOf } from '../../onnx/model/datatypes.ts';
import type { GivenExample } from './given.ts';
import { doesNotFit, unreadable } from './refused.ts';

/** So much of a table is looked at: its header, and the first rows. */
const MOST_BYTES = 2 ** 20;

/**
 * Reads an example from a table: a CSV file with a header, of which the first row without a gap is taken, else the first.
 * Columns are found by their names, further ones (an index, what is to be predicted) are passed over. Where the model's
 * columns have no names, there have to be as many as it takes. Separators are comma, semicolon and tab.
 */
export async function readExampleTable(file: string, card: Card): Promise<GivenExample> {
  const [header, ...rows] = records(await start(file));
  if (header === undefined || rows.length === 0)
    throw unreadable(file, 'it needs a header line, and a row below it');
  const places = placesOf(header, card);
  if (typeof places === 'string') throw doesNotFit(file, [places]);
  const isWhole = (row: string[]): boolean => places.every(({ at }) => !isGap(row[at]));
  const row = rows.find(isWhole) ?? rows[0]!;
  const faults: string[] = [];
  const values = places.map(({ name, at, input, column }) => {
    const value = elementOf(row[at] ?? '', input, column);
    if (value === undefined)
      faults.push(`${name}: expected ${input.datatype}, and found ${JSON.stringify(row[at] ?? '')}`);
    return value;
  });
  if (faults.length > 0) throw doesNotFit(file, faults);
  return { origin: path.basename(file), request: requestOf(card, values) };
}

/** The rows of a table, each with its values in the order of the model's columns. */
export interface Table {
  rows: unknown[][];
  /** Whether there were more than were wanted. */
  isCut: boolean;
}

/**
 * Reads the rows of a CSV file with a header as a model takes them.
 * @param most  how many of them
 * @throws UserError  example-unreadable, example-does-not-fit (exit 2)
 */
export async function readTable(file: string, card: TableCard, most: number): Promise<Table> {
  const [header, ...found] = records(decoded(await readFile(file)));
  if (header === undefined || found.length === 0)
    throw unreadable(file, 'it needs a header line, and a row below it');
  const places = placesOf(header, card);
  if (typeof places === 'string') throw doesNotFit(file, [places]);
  const faults: string[] = [];
  const rows = found.slice(0, most).map((row, i) =>
    places.map(({ name, at, input, column }) => {
      const value = elementOf(row[at] ?? '', input, column);
      if (value === undefined)
        faults.push(
          `row ${i + 1}, ${name}: expected ${input.datatype}, and found ${JSON.stringify(row[at] ?? '')}`,
        );
      return value;
    }),
  );
  if (faults.length > 0) throw doesNotFit(file, faults);
  return { rows, isCut: found.length > most };
}

/** As much of a card as says what a table is to a model. */
export type TableCard = Pick<Card, 'columns' | 'inputs'>;

/** A row where the columns have names, else tensors. */
function requestOf({ columns, inputs }: Card, values: unknown[]): Record<string, unknown> {
  if (columns) return { rows: [Object.fromEntries(columns.map(({ name }, i) => [name, values[i]]))] };
  const isSingle = inputs.length === 1;
  return {
    inputs: Object.fromEntries(inputs.map(({ name }, i) => [name, [isSingle ? values : [values[i]]]])),
  };
}

interface Place {
  name: string;
  /** Which field of a record. */
  at: number;
  input: CardTensor;
  /** Which column of the input. */
  column: number;
}

/** Where the model's columns stand in the table, or why they do not. */
function placesOf(header: string[], { columns, inputs }: TableCard): Place[] | string {
  const width = tableWidth(inputs);
  if (width === 0) return 'the model takes no table: give JSON with "inputs"';
  const isSingle = inputs.length === 1;
  const place = (name: string, at: number, i: number): Place => {
    return { name, at, input: inputs[isSingle ? 0 : i]!, column: isSingle ? i : 0 };
  };
  if (columns === undefined) {
    const fits = header.length === width;
    return fits
      ? header.map((name, i) => place(name, i, i))
      : `expected ${width} columns, and found ${header.length}`;
  }
  const missing = columns
    .filter(({ name }) => !header.includes(name))
    .map(({ name }) => JSON.stringify(name));
  if (missing.length > 0) return `the header lacks ${missing.join(', ')}; it has ${header.join(', ')}`;
  return columns.map(({ name }, i) => place(name, header.indexOf(name), i));
}

const GAPS = ['', 'NA', 'N/A', 'NaN', 'nan', 'None', 'null'];

function isGap(text = ''): boolean {
  return GAPS.includes(text.trim());
}

const BOOLEANS = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

/** A field as a request has it; a gap is what stands for one. Undefined where it is not a value of the datatype. */
function elementOf(text: string, { datatype, values }: CardTensor, column: number): unknown {
  const { kind } = datatypeOf(datatype);
  const known = values?.[values.length === 1 ? 0 : column];
  if (isGap(text) && !known?.known?.includes(text)) {
    return known?.missing ?? (kind === 'float' ? 'NaN' : undefined);
  }
  if (kind === 'text') return text;
  const word = text.trim();
  if (kind === 'boolean') return BOOLEANS.get(word.toLowerCase());
  const value = Number(/^-?\d+,\d+$/.test(word) ? word.replace(',', '.') : word);
  const fits = kind === 'float' ? Number.isFinite(value) : Number.isSafeInteger(value);
  return fits ? value : undefined;
}

/** The first lines of a file, whole. */
async function start(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(MOST_BYTES), 0, MOST_BYTES, 0);
    const bytes = buffer.subarray(0, bytesRead);
    const text = decoded(bytes);
    return bytesRead < MOST_BYTES ? text : text.slice(0, text.lastIndexOf('\n'));
  } finally {
    await handle.close();
  }
}

/** UTF-16 where it begins so, as Excel's "Unicode text" does. */
function decoded(bytes: Buffer): string {
  const isWide = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isWide ? 'utf-16le' : 'utf-8').decode(bytes);
}

/** The records of a CSV text: RFC 4180, with the separator that its first line has most of. */
function records(text: string): string[][] {
  const [line = ''] = text.split(/\r?\n/, 1);
  const count = (separator: string): number => line.split(separator).length;
  const [separator = ','] = [',', ';', '\t'].sort((one, other) => count(other) - count(one));
  const found: string[][] = [];
  let record: string[] = [];
  for (const [whole, quoted, plain = '', end] of text.matchAll(fieldsBy(separator))) {
    if (whole === '') break;
    record.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === separator) continue;
    if (record.some((field) => field !== '')) found.push(record);
    record = [];
  }
  return found;
}

/** A field, quoted or not, and what ends it. */
function fieldsBy(separator: string): RegExp {
  return new RegExp(
    `(?:"((?:[^"]|"")*)"|([^"\\r\\n${separator}][^\\r\\n${separator}]*)?)(${separator}|\\r?\\n|$)`,
    'g',
  );
}
