import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { PageModel } from '../src/serving/page/page-model.ts';
import { findExample } from '../src/serving/scripts/predict.ts';
import type { Running } from '../src/serving/scripts/start.ts';
import { post, startService } from '../src/serving/scripts/start.ts';
import { readCard } from '../src/card.ts';

let service: Running;
let example: Record<string, unknown> | undefined;
let reason: string | undefined;
before(async () => {
  service = await startService();
  ({ request: example, reason } = await findExample(service, readCard()));
});
after(() => service.stop());

const get = (path: string) => fetch(service.url + path, { redirect: 'manual' });

test('the example is answered', async () => {
  assert.ok(example, reason);
  const { status, text } = await post(`${service.url}/predict`, example);
  assert.equal(status, 200, text);
});

test('the page for people and the documentation load everything from the service itself', async () => {
  for (const page of ['/', '/docs']) {
    const response = await get(page);
    assert.equal(response.status, 200);
    assert.match(response.headers.get('content-security-policy')!, /(default|script)-src 'self';/);
    const files = [...(await response.text()).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path!);
    assert.ok(files.length >= 3);
    for (const file of files) {
      assert.doesNotMatch(file, /^(https?:)?\//); // relative, as the service may stand below a path
      assert.equal((await get(`/${file}`)).status, 200, file);
    }
  }
});

test('the page knows the model and its example', async () => {
  const response = await get('/page/model.json');
  assert.equal(response.status, 200);
  const { columns, example: shown } = (await response.json()) as PageModel;
  const names = (all?: { name: string }[]) => all?.map(({ name }) => name);
  const { columns: known, inputs } = readCard();
  // A model without columns has a field at most for its one text.
  if (columns || known) assert.deepEqual(names(columns), names(known ?? inputs));
  if (shown !== undefined) assert.equal((await post(`${service.url}/predict`, shown)).status, 200);
  assert.equal((await get('/page/page.ts')).status, 404);
});

test('with PAGE=off the root leads to the documentation', async () => {
  const without = await startService({ PAGE: 'off' });
  try {
    const response = await fetch(without.url, { redirect: 'manual' });
    assert.equal(response.status, 302);
    assert.equal(response.headers.get('location'), '/docs');
    assert.equal((await fetch(`${without.url}/page/main.js`)).status, 404);
  } finally {
    await without.stop();
  }
});

test('metrics count the predictions', async (context) => {
  if (!example) return context.skip('the example is not answered');
  await post(`${service.url}/predict`, example);
  const text = await (await get('/metrics')).text();
  assert.match(text, /http_requests_total\{method="POST",route="\/predict",status="200"\} [1-9]/);
  assert.match(text, /^model_info\{/m);
});

test('every answer has a request id, the one of the client where it gives one', async () => {
  assert.match((await get('/livez')).headers.get('x-request-id')!, /^[\w-]{36}$/);
  const response = await fetch(`${service.url}/livez`, { headers: { 'X-Request-Id': 'mine-1' } });
  assert.equal(response.headers.get('x-request-id'), 'mine-1');
});

test('every answer has the security headers', async () => {
  for (const path of ['/livez', '/', '/docs', '/openapi.json', '/nowhere', '/v2/nowhere']) {
    const { headers } = await get(path);
    assert.equal(headers.get('x-content-type-options'), 'nosniff', path);
    assert.equal(headers.get('referrer-policy'), 'no-referrer', path);
    assert.match(
      headers.get('content-security-policy')!,
      /default-src '(none|self)'.*frame-ancestors 'none'/,
      path,
    );
    assert.equal(headers.get('x-powered-by'), null, path);
  }
  assert.equal((await get('/livez')).headers.get('cache-control'), 'no-store');
});

test('with an API key, predictions need it and health checks do not', async () => {
  const guarded = await startService({ API_KEY: 'a secret' });
  try {
    const predict = (headers: Record<string, string>) =>
      post(`${guarded.url}/predict`, example ?? [], headers);
    assert.equal((await predict({})).status, 401);
    const refused = await fetch(`${guarded.url}/predict`, { method: 'POST' });
    assert.equal(refused.headers.get('www-authenticate'), 'Bearer');
    assert.equal((await predict({ 'X-API-Key': 'a guess' })).status, 401);
    const status = example ? 200 : 400; // Nothing is not a request, but who sends it is known.
    assert.equal((await predict({ 'X-API-Key': 'a secret' })).status, status);
    assert.equal((await predict({ Authorization: 'Bearer a secret' })).status, status);
    assert.equal((await fetch(`${guarded.url}/readyz`)).status, 200);
  } finally {
    await guarded.stop();
  }
});
