import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { readCard } from '../../src/card.ts';
import type { Running } from '../../src/serving/scripts/start.ts';
import { post, startService } from '../../src/serving/scripts/start.ts';
import { lineOf } from '../../src/serving/tables/csv-line.ts';
import { takesTables } from '../../src/serving/tables/layout.ts';
import { stringifyJson } from '../../src/serving/tensors/json.ts';

type Row = Record<string, unknown>;

const card = readCard();

let service: Running;
let rows: Row[];
before(async () => {
  service = await startService();
  const { paths } = (await (await fetch(`${service.url}/openapi.json`)).json()) as OpenApi;
  const { content } = paths['/predict'].post.requestBody;
  rows = content['application/json']!.example?.rows ?? [];
});
after(() => service.stop());

interface OpenApi {
  paths: {
    '/predict': {
      post: { description: string; requestBody: { content: Record<string, { example?: { rows?: Row[] } }> } };
    };
  };
}

const skip = !card.columns && 'the model takes no rows';

/** The same rows so many times. */
const csv = (times = 1): string => {
  const names = card.columns!.map(({ name }) => name);
  const lines = rows.map((row) =>
    lineOf(
      names.map((name) => row[name] ?? ''),
      ',',
    ),
  );
  return lineOf(names, ',') + lines.join('').repeat(times);
};

/** Whether a line of it is a row: names and texts may have line ends in them. */
const isByLine = () => csv().trimEnd().split('\n').length === rows.length + 1;
const BY_LINE = 'a name or a text has a line end in it';

async function send(
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
  query = '',
): Promise<{ status: number; type: string | null; text: string }> {
  const all = { 'Content-Type': 'text/csv', ...headers };
  const response = await fetch(`${service.url}/predict${query}`, { method: 'POST', headers: all, body });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
}

test('a table in CSV has the answers of its rows in JSON', { skip }, async () => {
  const alone = await post(`${service.url}/predict`, { rows });
  const { status, type, text } = await send(csv(), { Accept: 'application/json' });
  assert.deepEqual([status, type], [alone.status, alone.type]);
  assert.deepEqual(JSON.parse(text).rows, (alone.body as { rows: Row[] }).rows);
});

test('its answer is the table with columns behind its own', { skip }, async (context) => {
  if (!isByLine()) return context.skip(BY_LINE);
  const { status, type, text } = await send(csv(3));
  assert.equal(status, 200, text);
  assert.equal(type, 'text/csv; charset=utf-8');
  const lines = text.trimEnd().split('\n');
  csv(3)
    .trimEnd()
    .split('\n')
    .forEach((line, index) => assert.ok(lines[index]!.startsWith(`${line},`)));
});

test('rows of JSON, one a line, have theirs', { skip }, async () => {
  const body = rows.map((row) => `${stringifyJson(row)}\n`).join('');
  const { type, text } = await send(body, { 'Content-Type': 'application/x-ndjson' });
  assert.equal(type, 'application/x-ndjson');
  const alone = await post(`${service.url}/predict`, { rows });
  const answers = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
  (alone.body as { rows: Row[] }).rows.forEach((answer, index) => {
    for (const [name, value] of Object.entries(rows[index]!)) assert.deepEqual(answers[index]![name], value);
    for (const value of Object.values(answer))
      assert.ok(Object.values(answers[index]!).some((one) => JSON.stringify(one) === JSON.stringify(value)));
  });
});

test('it may be compressed, as a body or as a file', { skip }, async () => {
  const packed = gzipSync(csv());
  assert.equal((await send(packed, { 'Content-Encoding': 'gzip' })).status, 200);
  assert.equal((await send(packed)).status, 200);
});

test('a fault names the line and the column', { skip }, async (context) => {
  if (!isByLine()) return context.skip(BY_LINE);
  const [header, ...lines] = csv(3).trimEnd().split('\n');
  const body = [header, ...lines, 'too,few'.repeat(card.columns!.length)].join('\n');
  const { status, text } = await send(body);
  assert.equal(status, 400);
  const { errors } = JSON.parse(text) as { errors: { line: number; row: number }[] };
  assert.deepEqual([errors[0]!.line, errors[0]!.row], [lines.length + 2, lines.length + 1]);
});

test('a header with another name is refused, and the names are shown', { skip }, async (context) => {
  if (!isByLine()) return context.skip(BY_LINE);
  const [header, ...lines] = csv().split('\n');
  const { status, text } = await send([`x${header}`, ...lines].join('\n'));
  assert.equal(status, 400);
  assert.match(text, /The model's columns are|call it/);
});

test('faults can be marked in their rows', { skip }, async (context) => {
  if (!isByLine()) return context.skip(BY_LINE);
  const [header, ...lines] = csv(2).trimEnd().split('\n');
  const { status, text } = await send([header, 'a', ...lines].join('\n'), {}, '?on_error=mark');
  assert.equal(status, 200, text);
  const [names, marked, ...others] = text.trimEnd().split('\n');
  assert.match(names!, /,error$/);
  assert.match(marked!, /cells, as the header has/);
  assert.equal(others.length, lines.length);
  for (const line of others) assert.match(line, /,$/);
});

test(
  'a table that goes wrong late is cut off after a last line that says where',
  { skip },
  async (context) => {
    if (!isByLine()) return context.skip(BY_LINE);
    const copies = 12_000_000 / (csv(2).length - csv(1).length);
    const body = `${csv(Math.ceil(copies))}a\n`;
    const { text, isWhole } = await cutOff(body);
    assert.equal(isWhole, false);
    assert.match(text.slice(-500), /ERROR: [^\n]*line \d+[^\n]*\n$/i);
  },
);

test('a client that asks whether to send a long one is told to', { skip }, async (context) => {
  const small = await startService({ BODY_LIMIT: String(csv().length) });
  context.after(() => small.stop());
  const body = csv(1000);
  const headers = {
    'Content-Type': 'text/csv',
    'Content-Length': Buffer.byteLength(body),
    Expect: '100-continue',
  };
  const sent = request(`${small.url}/predict`, { method: 'POST', headers });
  sent.flushHeaders();
  await once(sent, 'continue');
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  assert.equal(response.statusCode, 200);
  assert.equal(response.headers.connection, 'keep-alive');
  response.destroy();
});

test('the description of the service tells of tables', async () => {
  const { paths } = (await (await fetch(`${service.url}/openapi.json`)).json()) as OpenApi;
  assert.equal(paths['/predict'].post.description.includes('text/csv'), takesTables(card));
});

/** Sends while it reads, and keeps what had come when the connection ended. */
function cutOff(body: string): Promise<{ text: string; isWhole: boolean }> {
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', headers: { 'Content-Type': 'text/csv' } };
    const sent = request(`${service.url}/predict`, options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      response.on('error', () => {}).on('close', () => resolve({ text, isWhole: response.complete }));
    });
    sent.on('error', (error: NodeJS.ErrnoException) => error.code === 'EPIPE' || reject(error));
    sent.end(body);
  });
}
