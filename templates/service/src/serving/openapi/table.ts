import type { Service } from '../service.ts';
import { lineOf } from '../tables/csv-line.ts';
import { stringifyJson } from '../tensors/json.ts';
import { exampleRows } from './columns.ts';
import { shownExample } from './predict.ts';
import type { Operation } from './prediction.ts';

/** What the description of POST /predict has of a table: how one looks, in what it takes and in what it gives. */
export function tableOperation(service: Service, type: 'text/csv' | 'application/x-ndjson'): Operation {
  const rows = exampleRows({ ...service.card, example: shownExample(service) ?? {} });
  const text = type === 'text/csv' ? csvOf(rows) : rows.map((row) => `${stringifyJson(row)}\n`).join('');
  const schema = { type: 'string' };
  const example = rows.length > 0 && { example: text };
  return {
    requestBody: { content: { [type]: { schema, ...example } } },
    responses: { 200: { content: { [type]: { schema } } } },
  };
}

function csvOf(rows: Record<string, unknown>[]): string {
  const names = Object.keys(rows[0] ?? {});
  const lines = [names, ...rows.map((row) => names.map((name) => row[name] ?? ''))];
  return lines.map((cells) => lineOf(cells, ',')).join('');
}
