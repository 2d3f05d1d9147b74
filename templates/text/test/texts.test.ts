import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readCard, readPreprocess } from '../src/card.ts';
import type { Running } from '../src/serving/scripts/start.ts';
import { post, startService } from '../src/serving/scripts/start.ts';
import { readSettings } from '../src/serving/texts/settings.ts';

const { example = 'This is an example.', output } = readSettings(readPreprocess()!, readCard());
const [text, pair] = [example].flat();

let service: Running;
before(async () => {
  service = await startService();
});
after(() => service.stop());

async function predict(body: unknown): Promise<{ status: number; answer: Record<string, unknown> }> {
  const { status, text: answer } = await post(`${service.url}/predict`, body);
  return { status, answer: JSON.parse(answer) as Record<string, unknown> };
}

const MEMBER = {
  ...{ classes: 'predictions', entities: 'entities', embedding: 'embedding' },
  ...{ tensors: 'outputs', boxes: 'outputs', picture: 'outputs' },
}[output.kind];

test('a text is answered', async () => {
  const { status, answer } = await predict({ text, pair });
  assert.equal(status, 200, JSON.stringify(answer));
  assert.deepEqual(Object.keys(answer), [MEMBER]);
});

test('several texts are answered in their order', async () => {
  const { answer: one } = await predict({ text });
  const { status, answer } = await predict({ texts: [text, `${text} ${text}`, text] });
  assert.equal(status, 200, JSON.stringify(answer));
  const results = answer.results as unknown[];
  assert.equal(results.length, 3);
  assert.deepEqual(results[0], one);
  assert.deepEqual(results[2], one);
});

test('what is no text is refused with its place', async () => {
  const { status, answer } = await predict({ texts: [text, 1] });
  assert.equal(status, 400);
  const [fault] = answer.errors as { at: string }[];
  assert.equal(fault!.at, '/texts/1');
});
