import { setImmediate as afterOthers } from 'node:timers/promises';
import type { CsvError, Parser } from 'csv-parse';
import { parse } from 'csv-parse';
import { Problem } from '../problems.ts';
import type { Line } from './lines.ts';
import { Lines, tooLong } from './lines.ts';

/** One row of a table in CSV, as text. */
export interface CsvRecord {
  cells: string[];
  /** Where it begins: the first line of the file is 1. */
  line: number;
  /** The line that it is, where no cell is in quotes. */
  text?: string;
}

interface Settings {
  delimiter: string;
  /** The number of the text's first line. */
  line: number;
  /** The most characters of a record. */
  longest: number;
}

const LINE_ENDS = /\r\n|\n|\r/g;

/**
 * The records of a text in CSV (RFC 4180), in groups as they come. Empty lines are none. As long as there is no quote, a
 * record is a line and is split as such: csv-parse takes ten times as long.
 * @throws Problem 400 where a quote is never closed, or stands in the middle of a cell; 413 for a record that is too long.
 */
export async function* recordsIn(
  text: AsyncIterable<string>,
  settings: Settings,
): AsyncGenerator<CsvRecord[]> {
  const { delimiter, line, longest } = settings;
  const lines = new Lines(line, longest);
  let quoted: QuotedRecords | undefined;
  for await (const piece of text) {
    if (quoted) yield await quoted.write(piece);
    else if (piece.includes('"')) {
      quoted = new QuotedRecords({ ...settings, line: lines.line });
      yield await quoted.write(lines.rest + piece);
    } else for (const some of lines.add(piece)) yield split(some, delimiter);
  }
  yield quoted ? await quoted.end() : split(lines.end(), delimiter);
}

function split(lines: Line[], delimiter: string): CsvRecord[] {
  return lines.map(({ text, line }) => ({ cells: text.split(delimiter), line, text }));
}

/** As csv-parse gives it. */
interface Parsed {
  record: string[];
  info: { lines: number };
}

/** csv-parse, a piece at a time. */
class QuotedRecords {
  readonly #parser: Parser;
  readonly #before: number;
  readonly #longest: number;
  #error: CsvError | undefined;

  constructor({ delimiter, line, longest }: Settings) {
    this.#before = line - 1;
    this.#longest = longest;
    this.#parser = parse({
      delimiter,
      info: true,
      max_record_size: longest,
      record_delimiter: ['\r\n', '\n', '\r'], // else the first one would be the only one
      relax_column_count: true,
      skip_empty_lines: true,
    });
    this.#parser.on('error', (error: CsvError) => (this.#error = error));
  }

  write(text: string): Promise<CsvRecord[]> {
    this.#parser.write(text);
    return this.#read();
  }

  end(): Promise<CsvRecord[]> {
    this.#parser.end();
    return this.#read();
  }

  async #read(): Promise<CsvRecord[]> {
    const records: CsvRecord[] = [];
    for (let next = this.#next(); next !== null; next = this.#next()) {
      const { record, info } = next;
      records.push({ cells: record, line: this.#before + info.lines - endsIn(record) });
    }
    await afterOthers(); // An error is told in a turn of its own.
    if (this.#error) throw this.#problem(this.#error, records);
    return records;
  }

  #next(): Parsed | null {
    return this.#parser.read() as Parsed | null;
  }

  #problem({ code, lines = 1, message }: CsvError & { lines?: number }, records: CsvRecord[]): Problem {
    const line = this.#before + lines;
    if (code === 'CSV_MAX_RECORD_SIZE') return tooLong((records.at(-1)?.line ?? line - 1) + 1, this.#longest);
    if (code === 'CSV_QUOTE_NOT_CLOSED')
      return new Problem(400, `The quote that is open in line ${line} is never closed.`);
    const quote = 'A quote in the middle of a cell is written twice, and the cell in quotes: "4""5".';
    return new Problem(400, `Line ${line} is not CSV. ${code.includes('QUOTE') ? quote : message}`);
  }
}

function endsIn(cells: string[]): number {
  let ends = 0;
  for (const cell of cells)
    if (cell.includes('\n') || cell.includes('\r')) ends += cell.match(LINE_ENDS)!.length;
  return ends;
}
