import type { Card } from '../../card.ts';
import type { Batch } from '../prediction.ts';
import { pointerTo } from '../predict/rows.ts';
import { listNames, Problem } from '../problems.ts';
import { datatype } from '../tensors/datatypes.ts';
import { takes, valueFault } from '../tensors/values.ts';
import { cellFault } from './cell-fault.ts';
import { elementOf, isMissingCell } from './cells.ts';
import type { Chunk } from './chunk.ts';
import { ChunkBuilder } from './chunk.ts';
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
  yield* chunksOf(rows, (record, row) => readRecord(record, row, layout, chunk), chunk, marks);
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

/** Puts the values of a record into the chunk. */
function readRecord({ cells, line }: CsvRecord, row: number, layout: Layout, chunk: ChunkBuilder) {
  const { header, places, indexes } = layout;
  const faults: TableFault[] = [];
  const beyond = cells.length > header.length ? cells.splice(header.length) : [];
  if (cells.length < header.length || beyond.some((cell) => cell !== '')) {
    const column = header[cells.length];
    faults.push({
      ...{ tensor: null, at: `/rows/${row - 1}`, line, row, ...(column !== undefined && { column }) },
      expected: `${header.length} cells, as the header has`,
      got: String(cells.length + beyond.length),
      hint: 'A cell with a comma, a quote or a line end in it stands in quotes.',
    });
    return { given: cells, faults };
  }
  for (let index = 0; index < places.length; index++) {
    const place = places[index]!;
    const { input, values } = place;
    const cell = cells[indexes[index]!]!;
    const isGap = isMissingCell(cell, input, values);
    const known = isGap ? values?.missing : undefined;
    const element = isGap
      ? known === undefined
        ? undefined
        : datatype(input.datatype).read(known)
      : elementOf(cell, input.datatype);
    if (element !== undefined && (!values || takes(values, input.datatype, element))) {
      chunk.put(place, element);
      continue;
    }
    const { column } = place;
    const at = pointerTo(`/rows/${row - 1}`, column);
    const fault =
      element === undefined
        ? cellFault(cell, at, place, places)
        : valueFault(input, column, at, values!, cell);
    faults.push({ ...fault, line, row, column });
  }
  return { given: cells, faults };
}
