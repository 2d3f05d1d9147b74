import { setImmediate as afterOthers } from 'node:timers/promises';
import type { Batch } from '../prediction.ts';
import type { Chunk, ChunkBuilder, TableRow } from './chunk.ts';
import { TableFaults } from './faults.ts';

/** Behind the first fault so many more rows are looked at, for others. */
const LOOKED_ON = 100_000;

/** How a row is read: its values go into the chunk. @param number the first row is 1 */
export type ReadRow<Raw> = (raw: Raw, number: number) => TableRow;

/**
 * Turns rows into runs.
 * @param groups of rows, as they come.
 * @param marks a row with a fault is answered as such; else nothing more is run from the first one on.
 * @throws Problem 400 with up to twenty faults, unless rows are marked.
 */
export async function* chunksOf<Raw>(
  groups: AsyncIterable<Raw[]>,
  read: ReadRow<Raw>,
  chunk: ChunkBuilder,
  marks: boolean,
): AsyncGenerator<Batch<Chunk>> {
  const faults = new TableFaults();
  let number = 0;
  let last = Infinity;
  for await (const group of groups) {
    for (const raw of group) {
      const row = read(raw, ++number);
      if (row.faults.length > 0 && !marks) {
        faults.add(...row.faults);
        last = Math.min(last, number + LOOKED_ON);
      }
      if (faults.isFull || number >= last) faults.raise();
      if (last < Infinity) continue;
      chunk.add(row);
      if (!chunk.isFull) continue;
      yield chunk.take();
      await afterOthers(); // Health checks, for one: much may be here already.
    }
  }
  faults.raise();
  if (!chunk.isEmpty) yield chunk.take();
}
