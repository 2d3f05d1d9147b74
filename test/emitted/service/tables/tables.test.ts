import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../../../lib/package.ts';
import { lacks } from '../../../skip.ts';
import { serveModel, type Started } from '../started.ts';

const noRuntime = await lacks('runtime');

interface Fault {
  line: number;
  column: string;
  hint: string;
}

describe.skipIf(noRuntime)('a table of students', () => {
  let service: Started;
  beforeAll(async () => (service = await serveModel('sample:students')));
  afterAll(() => service?.stop());

  const send = (body: string, query = '', headers: Record<string, string> = {}) =>
    fetch(`${service.url}/predict${query}`, {
      method: 'POST',
      headers: { 'Content-Type': 'text/csv', ...headers },
      body,
    });

  const faultsOf = async (body: string): Promise<Fault[]> =>
    ((await (await send(body)).json()) as { errors: Fault[] }).errors;

  const HEADER = 'hours_studied,previous_grade,absences,travel_time,school_support,study_place';

  it('is what the model was trained on, and its answer has another name', async () => {
    const file = path.join(packageRoot, 'samples', 'students', 'students.csv');
    const table = await readFile(file, 'utf8');
    const response = await send(table);
    expect(decodeURI(response.headers.get('X-Notice')!)).toBe('The model does not take "final_grade".');
    const [header, ...rows] = (await response.text()).trimEnd().split('\n');
    expect(header).toBe(`${HEADER},final_grade,final_grade_predicted`);
    expect(rows).toHaveLength(table.trimEnd().split('\n').length - 1);
    for (const row of rows) {
      const [grade, predicted] = row.split(',').slice(-2).map(Number);
      expect(Math.abs(grade! - predicted!)).toBeLessThan(30);
    }
  });

  it.each([
    ['8,4', ';', '8.4'],
    ['1.234,5', ';', '1234.5'],
    ['"1,234.5"', ',', '1234.5'],
    ['−5', ',', '-5'],
    ['12 km', ',', '12'],
    ['€12', ',', '12'],
  ])('says how %s is written, and that is right', async (cell, separator, wanted) => {
    const table = (first: string) => {
      const cells = [first, '71', '2', '25', 'no', 'library'];
      return [HEADER.replaceAll(',', separator), cells.join(separator), ''].join('\n');
    };
    const [fault, ...others] = await faultsOf(table(cell));
    expect(others).toEqual([]);
    expect(fault).toMatchObject({ line: 2, column: 'hours_studied' });
    const written = /: (\S+)\.$/.exec(fault!.hint)![1]!;
    expect(written).toBe(wanted);
    expect((await send(table(written))).status).toBe(200);
  });

  it('says which categories there are', async () => {
    const [fault] = await faultsOf(`${HEADER}\n8,71,2,25,no,Library\n`);
    expect(fault!.hint).toBe(
      'study_place: "Library" is not one of home, library, school. Write "library" for example.',
    );
  });

  it('marks every row where each has a fault', async () => {
    const response = await send(`${HEADER}\nx,71,2,25,no,library\n`, '?on_error=mark');
    expect(response.status).toBe(200);
    const [header, row] = (await response.text()).split('\n');
    expect(header).toBe(`${HEADER},final_grade,error`);
    expect(row).toBe(
      'x,71,2,25,no,library,,"column ""hours_studied"": expected a number, got ""x"". Write a number."',
    );
  });

  it('says where on_error has a slip', async () => {
    for (const query of ['?on_error=marks', '?on_error=', '?on_error=mark&on_error=mark']) {
      const response = await send(`${HEADER}\n12.5,71,2,25,no,library\n`, query);
      expect(response.status).toBe(400);
      const { detail } = (await response.json()) as { detail: string };
      expect(detail).toMatch(/^on_error can only be mark, not .*\. Without it, a fault refuses the table\.$/);
    }
    const json = await send('{"rows": []}', '?on_error=marks', { 'Content-Type': 'application/json' });
    expect(((await json.json()) as { detail: string }).detail).toMatch(
      /^on_error can only be mark, not "marks"/,
    );
  });

  it('tells twenty faults at the most', async () => {
    const rows = Array.from({ length: 500 }, () => 'x,71,2,25,no,library\n').join('');
    expect(await faultsOf(`${HEADER}\n${rows}`)).toHaveLength(20);
  });

  it('answers as JSON and as lines of JSON where that is asked for', async () => {
    const table = `${HEADER}\n12.5,71,2,25,no,library\n`;
    const json = await send(table, '', { Accept: 'application/json' });
    const { rows } = (await json.json()) as { rows: { final_grade: number }[] };
    expect(rows[0]!.final_grade).toBeCloseTo(75.06, 1);
    const lines = await send(table, '', { Accept: 'application/x-ndjson' });
    expect(lines.headers.get('Content-Type')).toBe('application/x-ndjson');
    expect(await lines.text()).toMatch(/"final_grade":75\.\d+}\n$/);
  });

  it('gives back a text that a spreadsheet would run as a text', async () => {
    const response = await send(`note,${HEADER}\n=1+1,12.5,71,2,25,no,library\n-5,12.5,71,2,25,no,library\n`);
    const [, first, second] = (await response.text()).split('\n');
    expect(first).toMatch(/^'=1\+1,/);
    expect(second).toMatch(/^-5,/);
  });

  it('is told how a table is sent where it comes as something else', async () => {
    const untyped = await send(`${HEADER}\n1,2\n`, '', { 'Content-Type': 'application/json' });
    expect(((await untyped.json()) as { detail: string }).detail).toMatch(
      /A table in CSV is sent with the header "Content-Type: text\/csv"\.$/,
    );
    const form = await send(HEADER, '', { 'Content-Type': 'application/x-www-form-urlencoded' });
    expect(form.status).toBe(415);
    expect(((await form.json()) as { detail: string }).detail).toContain('"Content-Type: text/csv"');
  });
});
