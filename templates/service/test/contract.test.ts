import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Running } from '../src/serving/scripts/start.ts';
import { post, startService } from '../src/serving/scripts/start.ts';
import { readCard } from '../src/card.ts';
import { parseJson } from '../src/serving/tensors/json.ts';
import type { Schema } from './serving/schema.ts';
import { violation } from './serving/schema.ts';

interface Operation {
  requestBody?: { content: Partial<Record<string, { schema: Schema; example?: unknown }>> };
  responses: Record<string, { content: Record<string, { schema: Schema; example?: unknown }> }>;
}
interface Document {
  openapi: string;
  paths: Record<string, { get?: Operation; post?: Operation }>;
  components: { schemas: Record<string, Schema> };
}

let service: Running;
let document: Document;
before(async () => {
  service = await startService();
  document = parseJson(await (await fetch(`${service.url}/openapi.json`)).text()) as Document;
});
after(() => service.stop());

/** What is wrong with an answer, by the project's own OpenAPI document. */
function undocumented(operation: Operation, answer: { status: number; type: string | null; body: unknown }) {
  const documented = operation.responses[answer.status]?.content;
  if (!documented) return `status ${answer.status}`;
  const schema = documented[answer.type!.split(';')[0]!]?.schema;
  return schema ? violation(answer.body, schema, document.components.schemas) : `media type ${answer.type}`;
}

test('the examples are valid, they succeed, and so are their answers', async () => {
  for (const [path, { post: operation }] of Object.entries(document.paths)) {
    if (!operation) continue;
    const json = operation.requestBody!.content['application/json'];
    if (json?.example === undefined) continue; // too large to be shown, or no JSON
    const { schema, example } = json;
    assert.equal(violation(example, schema, document.components.schemas), undefined, path);
    const answer = await post(service.url + path, example);
    assert.equal(answer.status, 200, `${path}: ${answer.text}`);
    assert.equal(undocumented(operation, answer), undefined, path);
  }
});

test('the answers that are shown are valid, too', () => {
  for (const operation of Object.values(document.paths).flatMap(({ get, post }) => [get ?? post!])) {
    for (const [status, { content }] of Object.entries(operation.responses)) {
      for (const { schema, example } of Object.values(content)) {
        if (example === undefined) continue; // too large to be shown, or plain
        assert.equal(violation(example, schema, document.components.schemas), undefined, status);
      }
    }
  }
});

test('every page answers as it is documented', async () => {
  for (const [path, { get }] of Object.entries(document.paths)) {
    if (!get) continue;
    const response = await fetch(service.url + path);
    const type = response.headers.get('content-type');
    const text = await response.text();
    const body = type === 'application/json' ? parseJson(text) : text;
    assert.equal(undocumented(get, { status: response.status, type, body }), undefined, path);
  }
});

test('errors answer as they are documented', async () => {
  for (const [path, { post: operation }] of Object.entries(document.paths)) {
    if (!operation?.requestBody?.content['application/json']) continue; // a route of your own that takes other bodies
    for (const body of ['{', '[]', '{"unknown": 1}']) {
      const answer = await post(service.url + path, body);
      assert.equal(answer.status, 400);
      assert.equal(undocumented(operation, answer), undefined, path);
    }
  }
});

test('the metadata have the inputs and outputs of the card, in the shapes that a run gives', async () => {
  const path = Object.keys(document.paths).find((path) => /^\/v2\/models\/[^/]+$/.test(path))!;
  const metadata = (await (await fetch(service.url + path)).json()) as Record<
    'inputs' | 'outputs',
    unknown[]
  >;
  const described = ({ name, datatype, shape }: ReturnType<typeof readCard>['inputs'][number]) => ({
    name,
    datatype,
    shape: shape?.map((dimension) => (typeof dimension === 'number' ? dimension : -1)) ?? [-1],
  });
  assert.deepEqual(metadata.inputs, readCard().inputs.map(described));
  const infer = document.paths[`${path}/infer`]!.post!;
  const answer = infer.responses[200]!.content['application/json']!.example as
    { outputs: { name: string; shape: number[] }[] } | undefined;
  const names = (outputs: unknown[]) => outputs.map((output) => (output as { name: string }).name);
  assert.deepEqual(names(metadata.outputs), names(readCard().outputs));
  for (const { name, shape } of answer?.outputs ?? []) {
    const output = metadata.outputs.find((output) => (output as { name: string }).name === name);
    const declared = (output as { shape: number[] }).shape;
    if (String(declared) === '-1') continue; // any rank, or one dimension
    assert.deepEqual(
      declared,
      shape.map((size, axis) => (declared[axis] === -1 ? -1 : size)),
    );
  }
});
