import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request as httpRequest } from 'node:http';
import { after, before, describe, test } from 'node:test';
import type { Running } from '../src/serving/scripts/start.ts';
import { post, startService } from '../src/serving/scripts/start.ts';
import { readCard, readPreprocess } from '../src/card.ts';
import { readConfig } from '../src/config.ts';
import type { Fault } from '../src/serving/problems.ts';
import { pointerToken } from '../src/serving/problems.ts';

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

  test('a body that is not an object is refused', async () => {
    assert.deepEqual(await places('[]'), ['']);
  });

  test('every input that is not a tensor is named, and an unknown one, all at once', async () => {
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

  test('a body of 100,000 brackets is refused, with and without long integers in it', async () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    for (const body of [deep, `{"inputs":[1234567890123456789,${deep}]}`]) {
      const answer = await post(`${service.url}/predict`, body);
      assert.equal(answer.status, 400);
      assert.match(
        (answer.body as { detail: string }).detail,
        /nested 10000\d levels deep; the limit is 100/,
      );
    }
  });

  test('of many faults the first hundred are listed, and all are counted', async () => {
    const answer = await post(`${service.url}/predict`, { inputs: {}, outputs: Array<number>(1000).fill(0) });
    const { detail, errors } = answer.body as { detail: string; errors: Fault[] };
    assert.equal(errors.length, 100);
    assert.equal(detail, `The request has ${1000 + card.inputs.length} faults; the first 100 are listed.`);
  });

  test('a name that is absurdly long does not come back whole', async () => {
    const [fault] = await refused({ ...card.example, ['x'.repeat(100_000)]: 1 });
    assert.ok(JSON.stringify(fault).length < 1000);
  });

  test('without a header curl says that it sends a form: the answer says which header is missing', async () => {
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const answer = await post(`${service.url}/predict`, card.example, form);
    assert.equal(answer.status, 415);
    assert.match(answer.text, /Content-Type: application\/json/);
  });

  const takesPictures = readPreprocess()?.step === 'image'; // Its own tests have what it refuses.
  test(
    'a picture is answered with what a picture needs, said to be one or not',
    { skip: takesPictures },
    async () => {
      const picture = Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex');
      for (const [headers, status] of [
        [{ 'Content-Type': 'image/jpeg' }, 415],
        [{ 'Content-Type': 'application/json' }, 400],
        [{}, 400], // as `curl -X POST -T kitten.jpg` sends it
      ] as const) {
        const response = await fetch(`${service.url}/predict`, { method: 'POST', body: picture, headers });
        const text = await response.text();
        assert.equal(response.status, status, text);
        assert.match(text, /numbers of its pixels.*src\/steps\/README\.md/);
        assert.doesNotMatch(text, /Send the header/);
      }
    },
  );
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

  test('a shape that is all size and no data is refused, before the model takes memory for it', async (context) => {
    const [input] = card.inputs;
    if (!input?.shape || input.shape.length < 2) return context.skip('the first input has no two dimensions');
    for (const rows of [2 ** 20 + 1, 1e9, 1e15]) {
      const shape = [rows, ...Array<number>(input.shape.length - 1).fill(0)];
      const error = await refused({ inputs: [{ ...input, shape, data: [] }] });
      assert.match(error, /\/inputs\/0\/shape: expected at most 1048576 in the dimensions beside a 0/);
    }
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

describe('what no route takes has its own status, in the words of its dialect', () => {
  const body = '{}';
  const json = { 'Content-Type': 'application/json' };
  const name = readConfig({}, card).name;
  const requests: [string, string, RequestInit, number][] = [
    [
      'another media type',
      '/predict',
      { method: 'POST', body, headers: { 'Content-Type': 'text/plain' } },
      415,
    ],
    [
      'another encoding',
      '/predict',
      { method: 'POST', body, headers: { ...json, 'Content-Encoding': 'zstd' } },
      415,
    ],
    ['too large a body', '/predict', { method: 'POST', body: ' '.repeat(1_000_001), headers: json }, 413],
    ['another method', '/predict', { method: 'DELETE' }, 405],
    ['a page with another method', '/metrics', { method: 'POST', body }, 405],
    ['a path that does not exist', '/predict/nothing', { method: 'POST', body }, 404],
    ['a path that cannot be decoded', '/%ff', {}, 404],
    ['a method of the protocol', `/v2/models/${name}/infer`, { method: 'GET' }, 405],
    ['health with another method', '/v2/health/ready', { method: 'PUT', body }, 405],
    ['a path of the protocol', '/v2/nothing', {}, 404],
    [
      'a media type of the protocol',
      `/v2/models/${name}/infer`,
      { method: 'POST', body, headers: { 'Content-Type': 'text/plain' } },
      415,
    ],
    ['a path that only begins like one of the protocol', '/v2nothing', {}, 404],
  ];
  for (const [what, path, init, status] of requests) {
    test(what, async () => {
      const response = await fetch(service.url + path, init);
      assert.equal(response.status, status);
      const isProtocol = path.startsWith('/v2/');
      const type = isProtocol ? 'application/json' : 'application/problem+json';
      assert.equal(response.headers.get('content-type'), type);
      const members = Object.keys((await response.json()) as object);
      assert.deepEqual(members, isProtocol ? ['error'] : ['type', 'title', 'status', 'detail']);
      if (status === 405) assert.match(response.headers.get('allow')!, /^(GET, HEAD|POST), OPTIONS$/);
    });
  }

  test('OPTIONS tells the methods of every path, and HEAD is GET without its body', async () => {
    for (const path of [
      '/predict',
      `/v2/models/${name}/infer`,
      '/metrics',
      '/livez',
      '/docs',
      '/openapi.json',
      '/v2',
    ]) {
      const isPost = /predict|infer/.test(path);
      const options = await fetch(service.url + path, { method: 'OPTIONS' });
      assert.equal(options.status, 204);
      assert.equal(options.headers.get('allow'), isPost ? 'POST, OPTIONS' : 'GET, HEAD, OPTIONS');
      const head = await fetch(service.url + path, { method: 'HEAD' });
      assert.equal(head.status, isPost ? 405 : 200);
      assert.equal(await head.text(), '');
    }
  });

  test('a client that asks before it sends a large body is told at once', async () => {
    const ask = async (length: number) => {
      const request = httpRequest(`${service.url}/predict`, {
        method: 'POST',
        headers: { ...json, 'Content-Length': length, Expect: '100-continue' },
      });
      let goOn = false;
      request.on('continue', () => {
        goOn = true;
        request.end('{'.padEnd(length));
      });
      request.flushHeaders();
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      response.resume();
      request.destroy();
      return { goOn, status: response.statusCode };
    };
    assert.deepEqual(await ask(100), { goOn: true, status: 400 });
    assert.deepEqual(await ask(2_000_000_000), { goOn: false, status: 413 });
  });
});
