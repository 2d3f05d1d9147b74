import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { readCard, readPreprocess } from '../src/card.ts';
import { readSettings } from '../src/serving/pictures/settings.ts';
import type { Running } from '../src/serving/scripts/start.ts';
import { startService } from '../src/serving/scripts/start.ts';

const { output } = readSettings(readPreprocess()!, readCard());

/** A picture of two colours, with an edge that a resize has to keep in its place. */
const picture = await sharp({ create: { width: 120, height: 90, channels: 3, background: '#3060c0' } })
  .composite([
    { input: { create: { width: 60, height: 90, channels: 3, background: '#f0c020' } }, left: 0, top: 0 },
  ])
  .png()
  .toBuffer();

let service: Running;
before(async () => {
  service = await startService();
});
after(() => service.stop());

interface Answered {
  status: number;
  answer: Record<string, unknown>;
}

async function predict(body: RequestInit['body'], type?: string): Promise<Answered> {
  const headers = type === undefined ? undefined : { 'Content-Type': type };
  const response = await fetch(`${service.url}/predict`, {
    method: 'POST',
    body,
    ...(headers && { headers }),
  });
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
}

function form(...files: Uint8Array[]): FormData {
  const data = new FormData();
  for (const file of files)
    data.append('image', new Blob([new Uint8Array(file)], { type: 'image/png' }), 'a.png');
  return data;
}

const MEMBER = {
  ...{ classes: 'predictions', boxes: 'detections', embedding: 'embedding' },
  ...{ tensors: 'outputs', entities: 'outputs', picture: 'outputs' },
}[output.kind];

test('a picture is answered: as the body, in a form, and in JSON', async () => {
  const body = await predict(new Uint8Array(picture), 'image/png');
  assert.equal(body.status, 200, JSON.stringify(body.answer));
  assert.deepEqual(Object.keys(body.answer), [MEMBER]);
  assert.deepEqual((await predict(form(picture))).answer, body.answer);
  const image = picture.toString('base64');
  assert.deepEqual((await predict(JSON.stringify({ image }), 'application/json')).answer, body.answer);
});

test('several pictures are answered in their order', async () => {
  const { answer: one } = await predict(form(picture));
  const turned = await sharp(picture).rotate(90).png().toBuffer();
  const { status, answer } = await predict(form(picture, turned, picture));
  assert.equal(status, 200, JSON.stringify(answer));
  const results = answer.results as unknown[];
  assert.equal(results.length, 3);
  assert.deepEqual(results[0], one);
  assert.deepEqual(results[2], one);
});

test('what is no picture is refused with its place', async () => {
  const text = Buffer.from('This is no picture.');
  assert.equal((await predict(text, 'image/png')).status, 415);
  const { status, answer } = await predict(form(picture, text));
  assert.equal(status, 415);
  assert.equal((answer.errors as { at: string }[])[0]!.at, '/images/1');
  assert.equal((await predict(picture.subarray(0, 60), 'image/png')).status, 400);
});
