import type { Card } from '../../card.ts';
import type { Batch } from '../prediction.ts';
import { pointerTo } from '../predict/rows.ts';
import { listNames, Problem } from '../problems.ts';
import { datatype } from '../tensors/datatypes.ts';
import { takes, valueFault } from '../tensors/values.ts';
import { cellFault } from './cell-fault.ts';
import { elementOf } from './cells.ts';
import type { Chunk } from './chunk.ts';
import { ChunkBuilder } from './chunk.ts';
import type { ReadRow } from './chunks.ts';
import { chunksOf } from './chunks.ts';
import type { TableFault } from './faults.ts';
import type { Head } from './header.ts';
import { headerIn, readHeader } from './header.ts';
import type { Layout } from './layout.ts';
import type { CsvRecord } from './records.ts';
import { recordsIn } from './records.ts';

/** How a table is read. */
export interface Reading {
  card: Card;
  /** How many rows a run may have. */
  most: number;
  /** The most characters of a row. */
  longest: number;
  /** A row with a fault is answered as such; else it ends the reading. */
  marks: boolean;
}

/**
 * Reads a table in CSV, run by run.
 * @param text of all of it, in pieces.
 * @throws Problem 400 where it is not CSV, its header is not the model's, or rows have faults and are not marked; 413 where a
 *   row is too long.
 */
export async function* readCsv(text: AsyncIterable<string>, reading: Reading): AsyncGenerator<Batch<Chunk>> {
  const { card, most, longest, marks } = reading;
  const pieces = text[Symbol.asyncIterator]();
  const begun = await headerIn(pieces, longest);
  const head = readHeader(begun, card);
  const { layout } = head;
  const chunk = new ChunkBuilder(card, layout, most);
  const rows = rowsBelow(head, following(begun.slice(head.start), pieces), longest);
  yield* chunksOf(rows, recordReader(layout, chunk), chunk, marks);
}

async function* rowsBelow(
  { layout: { header, delimiter }, line }: Head,
  text: AsyncIterable<string>,
  longest: number,
): AsyncGenerator<CsvRecord[]> {
  let isHeader = true;
  let isEmpty = true;
  for await (const records of recordsIn(text, { delimiter, line, longest })) {
    const rows = isHeader ? records.slice(1) : records;
    isHeader &&= records.length === 0;
    isEmpty &&= rows.length === 0;
    yield rows;
  }
  if (isEmpty) throw new Problem(400, `The table has no rows, only a header with ${listNames(header)}.`);
}

async function* following(begun: string, pieces: AsyncIterator<string>): AsyncGenerator<string> {
  if (begun !== '') yield begun;
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) yield next.value;
}

/** What reads records of a table into a chunk. */
function recordReader({ header, places, indexes }: Layout, chunk: ChunkBuilder): ReadRow<CsvRecord> {
  const types = places.map(({ input }) => datatype(input.datatype));
  return (record, row) => {
    const { cells, line, text } = record;
    const faults = lengthFaults(record, header, row);
    if (faults.length > 0) return { given: cells, faults };
    for (let index = 0; index < places.length; index++) {
      const place = places[index]!;
      const cell = cells[indexes[index]!]!;
      const element = elementOf(cell, types[index]!, place.values);
      const { values, column, input } = place;
      if (element !== undefined && (!values || takes(values, input.datatype, element))) {
        chunk.put(place, element);
        continue;
      }
      const at = pointerTo(`/rows/${row - 1}`, column);
      const fault =
        element === undefined
          ? cellFault(cell, at, place, places)
          : valueFault(input, column, at, values!, cell);
      faults.push({ ...fault, line, row, column });
    }
    return { given: cells, text, faults };
  };
}

/** Spreadsheets write empty cells behind the last column: these are dropped. */
function lengthFaults(record: CsvRecord, header: string[], row: number): TableFault[] {
  const { cells, line } = record;
  if (cells.length === header.length) return [];
  const { length } = cells;
  const beyond = cells.splice(header.length);
  delete record.text; // It has other cells.
  if (length > header.length && beyond.every((cell) => cell === '')) return [];
  while (cells.length < header.length) cells.push(''); // so that what comes behind them stands in its column
  const column = header[length];
  return [
    {
      ...{ tensor: null, at: `/rows/${row - 1}`, line, row, ...(column !== undefined && { column }) },
      expected: `${header.length} cells, as the header has`,
      got: String(length),
      hint: 'A cell with a comma, a quote or a line end in it stands in quotes.',
    },
  ];
}
