import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Running } from '../scripts/start.ts';
import { post, startService } from '../scripts/start.ts';
import { readCard } from '../src/card.ts';
import type { Fault } from '../src/problems.ts';
import { pointerToken } from '../src/problems.ts';

const card = readCard();
let service: Running;
before(async () => (service = await startService({ BODY_LIMIT: '1000000' })));
after(() => service.stop());

describe('POST /predict', () => {
  const refused = async (body: unknown): Promise<Fault[]> => {
    const answer = await post(`${service.url}/predict`, body);
    assert.equal(answer.status, 400, answer.text);
    assert.equal(answer.type, 'application/problem+json');
    return (answer.body as { errors?: Fault[] }).errors ?? [];
  };
  const places = async (body: unknown) => (await refused(body)).map(({ at }) => at);

  test('malformed JSON is refused', async () => {
    await refused('{"inputs": ');
  });

  test('a body that is no object is refused', async () => {
    assert.deepEqual(await places('[]'), ['']);
  });

  test('every input that is no tensor is named, and an unknown one, all at once', async () => {
    const wrong = Object.fromEntries(card.inputs.map(({ name }) => [name, {}]));
    const want = ['/inputs/no such input', ...card.inputs.map(({ name }) => `/inputs/${pointerToken(name)}`)];
    assert.deepEqual(await places({ inputs: { 'no such input': 1, ...wrong } }), want.slice(0, 100));
  });

  test(
    'every missing input is named',
    { skip: card.inputs.length === 0 && 'the model has none' },
    async () => {
      const want = card.inputs.map(({ name }) => `/inputs/${pointerToken(name)}`);
      assert.deepEqual(await places({ inputs: {} }), want.slice(0, 100));
    },
  );

  test('an unknown output is named', async () => {
    assert.ok((await places({ ...card.example, outputs: ['no such output'] })).includes('/outputs/0'));
  });

  test(
    'rows with a missing and an unknown column',
    { skip: !card.columns && 'the model takes no rows' },
    async () => {
      const names = card.columns!.map(({ name }) => name);
      const row = Object.fromEntries([...names.slice(1), 'no such column'].map((name) => [name, null]));
      const faults = await places({ rows: [row] });
      for (const name of [...names, 'no such column'].slice(0, 100)) {
        assert.ok(faults.includes(`/rows/0/${pointerToken(name)}`), name);
      }
    },
  );

  test('another media type, method or path, or too large a body, has its own status', async () => {
    const url = `${service.url}/predict`;
    assert.equal((await post(url, card.example, { 'Content-Type': 'text/plain' })).status, 415);
    assert.equal((await post(url, ' '.repeat(1_000_001))).status, 413);
    assert.equal((await fetch(url)).status, 405);
    assert.equal((await post(`${url}/nothing`, {})).status, 404);
  });
});

describe('POST /v2/…/infer', () => {
  const model = () =>
    fetch(`${service.url}/openapi.json`).then(async (response) => {
      const { paths } = (await response.json()) as { paths: object };
      return service.url + Object.keys(paths).find((path) => path.endsWith('/infer'))!;
    });
  const refused = async (body: unknown, status = 400) => {
    const answer = await post(await model(), body);
    assert.equal(answer.status, status, answer.text);
    assert.deepEqual(Object.keys(answer.body as object), ['error']);
    return (answer.body as { error: string }).error;
  };

  test('malformed JSON, and too large a body, are refused', async () => {
    await refused('{"inputs": ');
    await refused(' '.repeat(1_000_001), 413);
  });

  test('wrong datatypes and shapes are told at once', { skip: card.inputs.length === 0 }, async () => {
    const inputs = card.inputs.map(({ name }) => ({ name, datatype: 'COMPLEX', shape: [-1], data: [] }));
    const error = await refused({ inputs: inputs.slice(0, 40) });
    inputs.slice(0, 40).forEach((_, position) => {
      assert.ok(error.includes(`/inputs/${position}/datatype: `));
      assert.ok(error.includes(`/inputs/${position}/shape: `));
    });
  });

  test('another model or version is not found', async () => {
    const url = await model();
    assert.equal(
      (await fetch(url.replace(/infer$/, 'ready').replace('/models/', '/models/not-'))).status,
      404,
    );
    assert.equal((await fetch(url.replace(/infer$/, 'versions/2/ready'))).status, 404);
    assert.equal((await fetch(url.replace(/infer$/, 'versions/1/ready'))).status, 200);
  });
});
