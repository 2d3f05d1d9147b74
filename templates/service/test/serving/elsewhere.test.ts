import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readCard } from '../../src/card.ts';
import { readConfig } from '../../src/config.ts';
import type { Running } from '../../src/serving/scripts/start.ts';
import { startService } from '../../src/serving/scripts/start.ts';

const ORIGIN = 'https://example.com';

let service: Running;
before(async () => {
  service = await startService({ BASE_PATH: '/models/mine', CORS: `${ORIGIN}, http://localhost:3000` });
});
after(() => service.stop());

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(service.url + path, { method, headers, redirect: 'manual' });

test('a path that a proxy leaves is taken off, one that it takes off is not missed', async () => {
  for (const prefix of ['/models/mine', '']) assert.equal((await get(`${prefix}/livez`)).status, 200);
  // The page has relative links, so its address has to end with a slash.
  assert.equal((await get('/models/mine?x=1')).headers.get('location'), '/models/mine/?x=1');
  assert.equal((await get('/models/mine/')).status, 200);
  assert.equal((await get('/models/mineral/livez')).status, 404);
});

test('redirects and the description have it', async () => {
  assert.equal((await get('/models/mine/docs/')).headers.get('location'), '/models/mine/docs');
  const { servers, openapi } = (await (await get('/models/mine/openapi.json')).json()) as Record<
    string,
    unknown
  >;
  assert.deepEqual(servers, [{ url: '/models/mine' }]);
  assert.equal(openapi, '3.1.0');
});

test('without it a proxy may say it in a header, but no other host', async (context) => {
  const other = await startService();
  context.after(() => other.stop());
  const at = async (given: string): Promise<string | null> => {
    const headers = { 'X-Forwarded-Prefix': given };
    return (await fetch(`${other.url}/docs/`, { headers, redirect: 'manual' })).headers.get('location');
  };
  assert.equal(await at('/iris'), '/iris/docs');
  assert.equal(await at('/a/b/'), '/a/b/docs');
  for (const bad of ['//example.com', 'https://example.com', '/a//b', '/a b', '/"'])
    assert.equal(await at(bad), '/docs');
  const plain = (await (await fetch(`${other.url}/openapi.json`)).json()) as Record<string, unknown>;
  assert.equal('servers' in plain, false);
});

test('pages of the origins that are named may read answers, others may not', async () => {
  const named = await get('/livez', { Origin: ORIGIN });
  assert.equal(named.headers.get('access-control-allow-origin'), ORIGIN);
  assert.match(named.headers.get('access-control-expose-headers')!, /X-Notice/);
  assert.equal(named.headers.get('vary'), 'Origin');
  const other = await get('/livez', { Origin: 'https://example.org' });
  assert.equal(other.headers.get('access-control-allow-origin'), null);
});

test('what a page may send is answered before it is sent, without a key', async () => {
  const headers = { Origin: ORIGIN, 'Access-Control-Request-Method': 'POST' };
  const response = await get('/predict', headers, 'OPTIONS');
  assert.equal(response.status, 204);
  assert.match(response.headers.get('access-control-allow-headers')!, /X-API-Key/);
  assert.equal(response.headers.get('access-control-allow-methods'), 'GET, POST');
});

test('both are checked at the start', () => {
  const refused = (environment: NodeJS.ProcessEnv) => {
    assert.throws(() => readConfig(environment, readCard()), /must be like/);
  };
  for (const BASE_PATH of ['iris', '/', '//iris', '/a b']) refused({ BASE_PATH });
  for (const CORS of ['example.com', 'https://example.com/', 'https://a.b;https://c.d']) refused({ CORS });
  assert.deepEqual(readConfig({ CORS: '*' }, readCard()).origins, ['*']);
});
