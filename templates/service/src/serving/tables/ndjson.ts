import { malformed } from '../codec/not-json.ts';
import type { Batch } from '../prediction.ts';
import { elementAt, pointerTo } from '../predict/rows.ts';
import type { Fault } from '../problems.ts';
import { describe, listNames, Problem } from '../problems.ts';
import { isObject, parseJson } from '../tensors/json.ts';
import type { Chunk, TableRow } from './chunk.ts';
import { ChunkBuilder } from './chunk.ts';
import { chunksOf } from './chunks.ts';
import type { Reading } from './csv.ts';
import type { TableFault } from './faults.ts';
import type { Layout } from './layout.ts';
import type { Line } from './lines.ts';
import { Lines } from './lines.ts';
import { placesFor, widthOf } from './layout.ts';

/**
 * Reads rows of JSON, one in each line, run by run: `{COLUMN: value}`, or `[value, …]` where the model has no names for its
 * columns.
 * @param text of all of it, in pieces.
 * @throws Problem 400 where rows have faults and are not marked; 413 where a line is too long.
 */
export async function* readNdjson(
  text: AsyncIterable<string>,
  reading: Reading,
): AsyncGenerator<Batch<Chunk>> {
  const { card, most, longest, marks } = reading;
  const header = card.columns?.map(({ name }) => name) ?? Array.from({ length: widthOf(card)! }, String);
  const places = placesFor(card, header);
  const layout = { header, delimiter: '', places, indexes: [], notices: [] };
  const chunk = new ChunkBuilder(card, layout, most);
  const read = (line: Line, row: number) => readLine(line, row, layout, chunk, card.columns !== undefined);
  yield* chunksOf(linesOf(text, longest), read, chunk, marks);
}

async function* linesOf(text: AsyncIterable<string>, longest: number): AsyncGenerator<Line[]> {
  const lines = new Lines(1, longest);
  for await (const piece of text) yield* lines.add(piece);
  yield lines.end();
  if (lines.isEmpty) throw new Problem(400, 'There are no rows: send one object in each line.');
}

function readLine(
  { text, line }: Line,
  row: number,
  { places }: Layout,
  chunk: ChunkBuilder,
  areNamed: boolean,
): TableRow {
  const at = `/rows/${row - 1}`;
  const wrong = (fault: Omit<Fault, 'tensor' | 'at'>): TableRow => {
    return { given: {}, faults: [{ tensor: null, at, line, row, ...fault }] };
  };
  const expected = areNamed ? 'an object {COLUMN: value}' : `an array of ${places.length} values`;
  let given: unknown;
  try {
    given = parseJson(text);
  } catch (error) {
    return wrong({ expected, got: 'something else', hint: malformed(text, (error as Error).message) });
  }
  const names = listNames(places.map(({ column }) => column));
  if (areNamed && !isObject(given))
    return wrong({ expected, got: describe(given), hint: `The columns are ${names}.` });
  if (!areNamed && !(Array.isArray(given) && given.length === places.length))
    return wrong({ expected, got: describe(given), hint: 'The model has no names for its columns.' });
  const faults: TableFault[] = [];
  for (const place of places) {
    const key = areNamed ? place.column : String(place.position);
    const isGiven = Object.hasOwn(given as object, key);
    const value = isGiven ? (given as Record<string, unknown>)[key] : undefined;
    const element = elementAt(place, value, isGiven, () => pointerTo(at, place.column), places);
    if (typeof element === 'function') faults.push({ ...element(), line, row, column: place.column });
    else chunk.put(place, element);
  }
  return { given: given as Record<string, unknown>, faults };
}
