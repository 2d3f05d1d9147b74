import type { Card } from '../../card.ts';
import { isFree } from '../../card.ts';
import type { Batch } from '../prediction.ts';
import type { Place } from '../predict/rows.ts';
import type { Element } from '../tensors/datatypes.ts';
import { datatype } from '../tensors/datatypes.ts';
import type { Tensor } from '../tensors/tensor.ts';
import type { TableFault } from './faults.ts';
import type { Layout } from './layout.ts';

/** A row as it was given: cells in the order of the header, or a record. */
export type Given = string[] | Record<string, unknown>;

/** A row of a table, and what is wrong with it, if anything. */
export interface TableRow {
  given: Given;
  /** Of a row in CSV, the line that it is, where no cell is in quotes. */
  text?: string | undefined;
  faults: TableFault[];
}

/** Rows of a table that are answered together: in one run, or one after the other where that is not proved to do no harm. */
export interface Chunk {
  layout: Layout;
  /** All of them, in their order. The run has those without a fault. */
  rows: TableRow[];
}

/** So many rows share a run: more gain nothing, and a large model would take long. */
const MOST_ROWS = 256;

/** How many rows a run may have. @param areJoined whether rows of several requests may share a run */
export function rowsOfARun({ inputs }: Card, areJoined: boolean): number {
  return areJoined && isFree(inputs[0]!.shape![0]!) ? MOST_ROWS : 1;
}

/** Collects rows until they are enough for a run. */
export class ChunkBuilder {
  readonly #card: Card;
  readonly #layout: Layout;
  readonly #most: number;
  readonly #width: number;
  #rows: TableRow[] = [];
  #tensors: Tensor[];
  /** Rows without a fault. */
  #good = 0;

  constructor(card: Card, layout: Layout, most: number) {
    this.#card = card;
    this.#layout = layout;
    this.#most = most;
    this.#width = card.inputs.length === 1 ? layout.places.length : 1;
    this.#tensors = this.#empty();
  }

  get isFull(): boolean {
    return this.#good === this.#most || this.#rows.length === MOST_ROWS;
  }

  get isEmpty(): boolean {
    return this.#rows.length === 0;
  }

  /** A value of the row that is being read. */
  put({ tensor, position }: Place, element: Element): void {
    this.#tensors[tensor]!.data[this.#good * this.#width + position] = element;
  }

  /** Ends the row that is being read. */
  add(row: TableRow): void {
    this.#rows.push(row);
    if (row.faults.length === 0) this.#good++;
  }

  /** What has been collected; what comes is for the next one. */
  take(): Batch<Chunk> {
    const length = this.#good * this.#width;
    const inputs = this.#tensors.map((tensor) => ({
      ...tensor,
      shape: [this.#good, this.#width],
      data: tensor.data.length === length ? tensor.data : tensor.data.slice(0, length),
    }));
    const form = { layout: this.#layout, rows: this.#rows };
    const isRun = this.#good > 0;
    this.#rows = [];
    this.#good = 0;
    this.#tensors = this.#empty();
    return { inputs: isRun ? inputs : [], form };
  }

  #empty(): Tensor[] {
    return this.#card.inputs.map(({ name, datatype: type }) => {
      const data = datatype(type).create(this.#most * this.#width);
      return { name, datatype: type, shape: [], data };
    });
  }
}
