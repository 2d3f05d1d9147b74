import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Golden } from '../scripts/golden.ts';
import { difference, goldenFile } from '../scripts/golden.ts';
import type { Running } from '../scripts/start.ts';
import { post, startService } from '../scripts/start.ts';
import { readCard } from '../src/card.ts';
import { parseJson } from '../src/tensors/json.ts';

let service: Running;
before(async () => (service = await startService()));
after(() => service.stop());

test('the model gives the golden answers', async (context) => {
  assert.ok(existsSync(goldenFile), 'test/golden.json is missing: make it with `npm run record`');
  const golden = parseJson(readFileSync(goldenFile, 'utf8')) as Golden;
  if (golden.cases.length === 0) return context.skip(golden.source);
  for (const { request, answer } of golden.cases) {
    const got = await post(`${service.url}/predict`, request);
    assert.equal(got.status, 200, got.text);
    assert.equal(difference(got.body, answer, golden.tolerance, readCard()), undefined);
  }
});
