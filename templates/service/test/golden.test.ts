import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { difference, readGolden } from '../src/serving/scripts/golden.ts';
import { findExample } from '../src/serving/scripts/predict.ts';
import type { Running } from '../src/serving/scripts/start.ts';
import { post, startService } from '../src/serving/scripts/start.ts';
import { readCard } from '../src/card.ts';

let service: Running;
before(async () => (service = await startService()));
after(() => service.stop());

test('the model gives the golden answers', async (context) => {
  const golden = readGolden();
  // Without an example that is answered, nothing can be recorded; smoke.test.ts says so.
  if (!golden && (await findExample(service, readCard())).reason)
    return context.skip('the example is not answered');
  assert.ok(golden, 'test/golden.json is missing: make it with `npm run record`');
  const card = readCard();
  assert.equal(
    golden.model?.sha256 ?? card.source.sha256,
    card.source.sha256,
    'test/golden.json has the answers of another model: `npm run record`',
  );
  assert.notEqual(golden.cases.length, 0, 'test/golden.json has no case to compare: `npm run record`');
  for (const [index, { request, answer }] of golden.cases.entries()) {
    await context.test(`/cases/${index}`, async () => {
      const got = await post(`${service.url}/predict`, request);
      assert.equal(got.status, 200, got.text);
      assert.equal(difference(got.body, answer, golden, card), undefined);
    });
  }
});
