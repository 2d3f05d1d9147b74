import { predictAnswer } from '../predict/answer.ts';
import type { Answer } from '../prediction.ts';
import { stringifyJson } from '../tensors/json.ts';
import type { AnswerColumns } from './answer-columns.ts';
import { valuesOf } from './answer-columns.ts';
import type { Chunk, Given, TableRow } from './chunk.ts';
import { isPlain, joined, lineOf } from './csv-line.ts';
import { cellSentence } from './faults.ts';
import type { Layout } from './layout.ts';

/** How the answers to a table are written. */
export interface Format {
  type: string;
  /** What stands before the rows. */
  begin: (columns: AnswerColumns, layout: Layout, marks: boolean) => string;
  /** @param isFirst whether no row has been written yet */
  rows: (answer: Answer<Chunk>, columns: AnswerColumns, marks: boolean, isFirst: boolean) => string;
  end: string;
  /** What an answer that breaks off ends with: no row that looks whole. */
  broken: (reason: string) => string;
}

/** The table that was sent, with the answer's columns behind its own. */
export const CSV: Format = {
  type: 'text/csv; charset=utf-8',
  begin: ({ outputs, error }, { header, delimiter }, marks) =>
    lineOf([...header, ...outputs.flatMap(({ names }) => names), ...(marks ? [error] : [])], delimiter),
  rows({ tensors, form: { rows, layout } }, columns, marks) {
    const { delimiter } = layout;
    const values = valuesOf(columns, tensors, answered(rows));
    const none = columns.outputs.flatMap(({ names }) => names.map(() => ''));
    let next = 0;
    let all = '';
    for (const { given, text, faults } of rows) {
      const own = faults.length > 0 ? none : values[next++]!;
      const isText = text !== undefined && isPlain(text, delimiter);
      const behind = marks ? [...own, faults.map(cellSentence).join(' ')] : own;
      all += (isText ? text : joined(given as string[], delimiter)) + delimiter + lineOf(behind, delimiter);
    }
    return all;
  },
  end: '',
  broken: (reason) => lineOf([`ERROR: ${reason}`], ','),
};

/** The rows of POST /predict. */
export const JSON_ROWS: Format = {
  type: 'application/json',
  begin: () => '{"rows":[',
  rows: (answer, _columns, _marks, isFirst) => {
    const texts = recordsOf(answer).map((record) => JSON.stringify(record));
    return (isFirst ? '' : ',') + texts.join();
  },
  end: ']}',
  broken: (reason) => `,${JSON.stringify({ error: reason })}`,
};

/** The records that were sent, with the answer's members behind their own. */
export const NDJSON: Format = {
  type: 'application/x-ndjson',
  begin: () => '',
  rows: (answer) =>
    recordsOf(answer)
      .map((record, index) => `${stringifyJson(merged(answer.form.rows[index]!.given, record))}\n`)
      .join(''),
  end: '',
  broken: (reason) => `${JSON.stringify({ error: reason })}\n`,
};

/** As for columns, a name that is there already gets another ending. A list of values has no names. */
function merged(given: Given, record: Record<string, unknown>): Record<string, unknown> {
  if (Array.isArray(given)) return record;
  const all = { ...given };
  for (const [name, value] of Object.entries(record)) {
    let free = name;
    while (Object.hasOwn(all, free)) free += '_predicted';
    all[free] = value;
  }
  return all;
}

/** For each row its answer, or `{"error": …}`. */
function recordsOf({ tensors, outputs, form: { rows } }: Answer<Chunk>): Record<string, unknown>[] {
  const count = answered(rows);
  const answers = count > 0 ? (predictAnswer({ rows: count, outputs }, tensors).rows as Row[]) : [];
  let next = 0;
  return rows.map(({ faults }) =>
    faults.length > 0 ? { error: faults.map(cellSentence).join(' ') } : answers[next++]!,
  );
}

type Row = Record<string, unknown>;

function answered(rows: TableRow[]): number {
  return rows.reduce((sum, { faults }) => sum + (faults.length > 0 ? 0 : 1), 0);
}
