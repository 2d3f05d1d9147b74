import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacks } from '../../../skip.ts';
import { serveModel, type Started } from '../started.ts';

const HEADER = 'hours_studied,previous_grade,absences,travel_time,school_support,study_place';
const ROW = '12.5,71,2,25,no,library';
const TABLE = `${HEADER}\n${ROW}\n`;
const ANSWER = /^hours_studied,.*,final_grade\n12\.5,71,2,25,no,library,75\.\d+\n$/;

describe.skipIf(await lacks('runtime'))('a table as the file of a form', () => {
  let service: Started;
  beforeAll(
    async () => (service = await serveModel('sample:students', { environment: { BODY_LIMIT: '100000' } })),
  );
  afterAll(() => service?.stop());

  const send = (body: string | FormData, headers: Record<string, string> = {}, query = '') =>
    fetch(`${service.url}/predict${query}`, { method: 'POST', headers, body });
  const formWith = (...files: [content: string, name: string, type?: string][]) => {
    const form = new FormData();
    for (const [content, name, type] of files) form.append('file', new Blob([content], { type }), name);
    return form;
  };
  const detailOf = async (response: Response) => ((await response.json()) as { detail: string }).detail;
  const raw = (text: string, boundary = 'x') =>
    send(text.replaceAll('\n', '\r\n'), { 'Content-Type': `multipart/form-data; boundary=${boundary}` });

  it.each(['text/csv', 'application/vnd.ms-excel', 'application/octet-stream', 'text/plain', ''])(
    'is answered as CSV, sent as "%s"',
    async (type) => {
      const response = await send(formWith([TABLE, 'students.csv', type]));
      expect(response.headers.get('Content-Type')).toBe('text/csv; charset=utf-8');
      expect(await response.text()).toMatch(ANSWER);
    },
  );

  it('may have other fields beside it', async () => {
    const form = formWith([TABLE, 'students.csv']);
    form.append('comment', 'of this year');
    expect(await (await send(form)).text()).toMatch(ANSWER);
  });

  it('is answered as rows where that is asked for, and its faults are told and marked', async () => {
    const json = await send(formWith([TABLE, 'a.csv']), { Accept: 'application/json' });
    expect(((await json.json()) as { rows: { final_grade: number }[] }).rows[0]!.final_grade).toBeCloseTo(
      75.06,
      1,
    );
    const wrong = `${TABLE}many,71,2,25,no,library\n`;
    const refused = await send(formWith([wrong, 'a.csv']));
    expect(refused.status).toBe(400);
    expect(await detailOf(refused)).toContain('Line 3, column "hours_studied": expected a number');
    const marked = await send(formWith([wrong, 'a.csv']), {}, '?on_error=mark');
    expect((await marked.text()).split('\n')[2]).toMatch(/^many,71,.*expected a number/);
  });

  it('may be longer than BODY_LIMIT, as it is read while it comes', async () => {
    const rows = 40_000;
    const response = await send(formWith([`${HEADER}\n${`${ROW}\n`.repeat(rows)}`, 'long.csv']));
    const lines = (await response.text()).split('\n');
    expect(lines).toHaveLength(rows + 2);
    expect(new Set(lines.slice(1, -1)).size).toBe(1);
  });

  it.each([
    ['rows.json', '{"rows": []}', '"Content-Type: application/json"'],
    ['rows.jsonl', '{}', '"Content-Type: application/x-ndjson"'],
  ])('has to be CSV: %s is told how it is sent, however long it is', async (name, content, header) => {
    const response = await send(formWith([content.repeat(1_000_000), name]));
    expect(response.status).toBe(415);
    expect(await detailOf(response)).toContain(header);
  });

  it('is one', async () => {
    const two = await send(formWith([TABLE, 'a.csv'], [TABLE, 'b.csv']));
    expect(two.status).toBe(400);
    expect(await detailOf(two)).toBe('The form has several files: send one at a time.');
    const none = await send(formWith());
    expect(none.status).toBe(400);
    expect(await detailOf(none)).toMatch(/^The form (has no file|cannot be read)/);
    const field = new FormData();
    field.append('file', TABLE);
    expect(await detailOf(await send(field))).toMatch(
      /^The form has no file\. curl sends one by --form file=@FILE/,
    );
  });

  it('does no harm with a thousand parts', async () => {
    const form = new FormData();
    for (let part = 0; part < 1000; part++) form.append('field', 'x');
    const response = await send(form);
    expect(response.status).toBe(400);
    expect(await detailOf(response)).toBe('The form has more than 20 parts.');
  });

  const PART = `--x\nContent-Disposition: form-data; name="file"; filename="a.csv"\n\n${TABLE}`;
  it.each([
    ['cut off in the file', PART],
    ['cut off in the header', PART.slice(0, 40)],
    ['not a form', TABLE],
    ['empty', ''],
    ['without its end', `${PART}\n--x\n`],
  ])('is refused where the form is %s', async (_what, text) => {
    const response = await raw(text);
    expect(response.status).toBe(400);
    expect(await detailOf(response)).toMatch(/^The form (cannot be read: .|has no file)/);
  });

  it('is refused where the form does not say how its parts are told apart', async () => {
    const response = await send(PART, { 'Content-Type': 'multipart/form-data' });
    expect(response.status).toBe(400);
    expect(await detailOf(response)).toMatch(/^The form cannot be read: Boundary not found\. curl sends/);
  });

  it('is a file to choose in the OpenAPI document', async () => {
    const document = (await (await fetch(`${service.url}/openapi.json`)).json()) as {
      paths: Record<
        string,
        {
          post: {
            requestBody: { content: object };
            responses: { 200: { content: object } };
            parameters: unknown[];
          };
        }
      >;
    };
    const { requestBody, responses, parameters } = document.paths['/predict']!.post;
    expect(parameters).toMatchObject([{ name: 'on_error', in: 'query', schema: { enum: ['mark'] } }]);
    expect(requestBody.content).toMatchObject({
      'application/json': {},
      'multipart/form-data': { schema: { properties: { file: { format: 'binary' } } } },
    });
    expect(Object.keys(responses[200].content)).toEqual(['application/json', 'text/csv']);
  });
});
