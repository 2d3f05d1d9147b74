import type { Fault } from '../problems.ts';
import { Problem } from '../problems.ts';

/** So many faults of a table are told at once. */
const MOST_FAULTS = 20;

/** A fault of a table: where it is, as its reader counts. */
export interface TableFault extends Fault {
  /** The line of the file that the row begins in; the first is 1. */
  line: number;
  /** The row; the first below the header is 1. Absent where the header is at fault. */
  row?: number;
  column?: string;
}

/** Collects the faults of a table. */
export class TableFaults {
  readonly list: TableFault[] = [];

  get isFull(): boolean {
    return this.list.length >= MOST_FAULTS;
  }

  add(...faults: TableFault[]): void {
    this.list.push(...faults.slice(0, MOST_FAULTS - this.list.length));
  }

  /** @throws Problem 400 with every fault, if there is any. */
  raise(): void {
    const [first] = this.list;
    if (!first) return;
    const count = this.list.length;
    const these = count === 1 ? 'a fault' : this.isFull ? `${count} faults or more` : `${count} faults`;
    throw new Problem(400, `The table has ${these}. ${sentence(first)}`, { errors: this.list });
  }
}

/** `Line 5, column "rooms": expected a number, got "many". Write a number.` */
export function sentence(fault: TableFault): string {
  return `Line ${fault.line}, ${cellSentence(fault)}`.replace(/, (?=expected)/, ': ');
}

/** The same without the line, for an answer that stands in it. */
export function cellSentence({ column, expected, got, hint }: TableFault): string {
  const where = column === undefined ? '' : `column ${JSON.stringify(column)}: `;
  return `${where}expected ${expected}, got ${got}. ${hint}`;
}
