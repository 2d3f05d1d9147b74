import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacks } from '../../../skip.ts';
import { serveModel, type Started } from '../started.ts';
import { readTables, tables, type TableCase } from './shared-tables.ts';

interface Refusal {
  detail: string;
  errors?: { line: number; row?: number; column?: string; hint: string }[];
}

type Row = Record<string, unknown>;

if (!(await lacks('runtime', 'inputs'))) {
  const { models, cases } = await readTables();
  describe.each(Object.entries(models))('a table for the model %s', (name, { model }) => {
    let service: Started;
    beforeAll(async () => (service = await serveModel(path.join(tables, model))));
    afterAll(() => service?.stop());

    it.each(cases.filter((one) => one.model === name))('$name', async (one) => {
      const body = await readFile(path.join(tables, one.file));
      const headers = { 'Content-Type': 'text/csv', Accept: 'application/json' };
      const response = await fetch(`${service.url}/predict`, { method: 'POST', headers, body });
      const answer = await response.json();
      if (one.expect === 'accept') expect(answer).toHaveProperty('rows');
      if (one.expect === 'refuse') expect([400, 413]).toContain(response.status);
      if (response.ok) checkRows((answer as { rows: Row[] }).rows, one);
      else checkRefusal(answer as Refusal, one);
    });
  });
}

/** Within what two versions of ONNX Runtime differ by. */
function checkRows(rows: Row[], { predictions, predictions_head: head, rows: count }: TableCase): void {
  if (count !== undefined) expect(rows).toHaveLength(count);
  for (const [output, values] of Object.entries(predictions ?? head ?? {})) {
    values.forEach((wanted, index) => {
      const given = flat(rows[index]![output]);
      flat(wanted).forEach((value, place) => {
        if (typeof value === 'number') {
          expect(Math.abs(Number(given[place]) - value)).toBeLessThanOrEqual(1e-5 + 1e-4 * Math.abs(value));
        } else expect(given[place]).toEqual(value);
      });
    });
  }
}

function flat(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flat();
  return typeof value === 'object' && value !== null ? Object.values(value) : [value];
}

function checkRefusal({ detail, errors = [] }: Refusal, { error }: TableCase): void {
  const { row = null, line = null, column = null } = error ?? {};
  if (row !== null) expect(errors.length === 0 || errors.some((one) => one.row === row)).toBe(true);
  if (line !== null && row !== null) expect(detail).toMatch(new RegExp(`[Ll]ine ${line}\\b`));
  if (column !== null && errors.length > 0) expect(JSON.stringify(errors)).toContain(column);
  expect(detail).toMatch(/^[A-Z].*\.$/s);
}
