import { deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../../../lib/package.ts';
import { model, node } from '../../../lib/onnx/onnx-writer.ts';
import { lacks } from '../../../skip.ts';
import { ask, post, type Answer } from '../ask.ts';
import { declared } from '../echo-model.ts';
import { serveModel, type Started } from '../started.ts';

const LIMIT = 100_000;

const TABLE = { name: 'table', datatype: 'FP32', shape: [3], data: [10, 20, 30] };
const index = (value: number) => ({ name: 'index', datatype: 'INT64', shape: [1], data: [value] });
const RIGHT = JSON.stringify({ inputs: [TABLE, index(1)] });

/** Section 7 of the protocol's table: element `index` of a table, which the model refuses beyond its end. */
describe.skipIf(await lacks('runtime'))('7 Errors', () => {
  let service: Started;
  beforeAll(async () => {
    const file = model({
      nodes: [node('Gather', ['table', 'index'], ['element'])],
      inputs: [declared('table', 'FP32', [null]), declared('index', 'INT64', [null])],
      outputs: [declared('element', 'FP32', [null])],
    });
    service = await serveModel(file, { environment: { BODY_LIMIT: String(LIMIT) } });
  });
  afterAll(() => service.stop());

  const infer = (body: unknown, headers?: Record<string, string>) =>
    post(`${service.model}/infer`, body, headers);
  const send = (body: string | Buffer, headers: Record<string, string>) =>
    ask(`${service.model}/infer`, { method: 'POST', body, headers });
  function expectError(answer: Answer, status: number, text: unknown = expect.any(String)): void {
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer).toMatchObject({ status, body: { error: text } });
    expect(Object.keys(answer.body as object)).toEqual(['error']);
  }
  const expectRight = (answer: Answer): void =>
    expect(answer).toMatchObject({ status: 200, body: { outputs: [{ name: 'element', data: [20] }] } });

  it('7.0 without a fault there is an answer', async () => {
    expectRight(await infer(RIGHT));
  });

  it.each([
    '',
    '{',
    '[]',
    '"text"',
    'null',
    '5',
    RIGHT.slice(0, -1),
    `${RIGHT}}`,
    '{"inputs":[NaN]}',
    "{'a':1}",
  ])('7.1 a bad body is 400: %s', async (body) => {
    expectError(await infer(body), 400);
  });

  it('7.2 a body that is not UTF-8 is 400', async () => {
    expectError(
      await send(Buffer.from('{"id":"\xff"}', 'latin1'), { 'content-type': 'application/json' }),
      400,
    );
  });

  it.each([
    ['datatype', { datatype: 'FP64' }],
    ['shape', { shape: [4] }],
    ['name', { name: 'tables' }],
  ])('7.3 a wrong %s is 400', async (_what, change) => {
    expectError(await infer({ inputs: [{ ...TABLE, ...change }, index(1)] }), 400);
  });

  it('7.4 what the model refuses while running is 400, with its reason and without a place in its code', async () => {
    const answer = await infer({ inputs: [TABLE, index(7)] });
    expectError(answer, 400, expect.stringMatching(/Gather.*(out of|bounds|range)/));
    expect(answer.bytes.toString()).not.toMatch(/onnxruntime_src|\.cc|\/home/);
    expect(answer.bytes.toString()).not.toContain(packageRoot);
    expectRight(await infer(RIGHT));
  });

  it.each(['gzip', 'deflate', 'identity'])(
    '7.5 a body may come in the content encoding %s',
    async (encoding) => {
      const packed = { gzip: gzipSync(RIGHT), deflate: deflateSync(RIGHT), identity: Buffer.from(RIGHT) };
      const headers = { 'content-type': 'application/json', 'content-encoding': encoding };
      expectRight(await send(packed[encoding as keyof typeof packed], headers));
    },
  );

  it('7.6 another content encoding is 415, with those that are known', async () => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'zstd' };
    const answer = await send(RIGHT, headers);
    expectError(answer, 415);
    expect(answer.headers.get('accept-encoding')).toMatch(/gzip.*deflate/);
    expectError(await send(RIGHT, { ...headers, 'content-encoding': 'gzip' }), 400);
  });

  it('7.7 a body that is too large is 413, also once it is unpacked', async () => {
    const large = ' '.repeat(LIMIT) + RIGHT;
    expectError(await infer(large), 413);
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    expectError(await send(gzipSync(large), headers), 413);
  });

  it('7.8 another media type is 415', async () => {
    expectError(await send(RIGHT, { 'content-type': 'text/plain' }), 415);
    expectError(await send(RIGHT, { 'content-type': 'multipart/form-data' }), 415);
  });

  it.each(['application/json', 'application/json; charset=utf-8', 'application/octet-stream'])(
    '7.9 %s is taken',
    async (type) => {
      expectRight(await send(RIGHT, { 'content-type': type }));
    },
  );

  it('7.10 a body nested without end is 400', async () => {
    expectError(await infer(`{"inputs":${'['.repeat(LIMIT / 2 - 100)}`), 400);
    expectError(await infer(`{"inputs":${'['.repeat(40_000)}${']'.repeat(40_000)}}`), 400);
    const data = `${'['.repeat(30_000)}${']'.repeat(30_000)}`;
    expectError(await infer(RIGHT.replace('[10,20,30]', data)), 400);
    expectRight(await infer(RIGHT));
  });

  it('7.11 an answer is not compressed, whatever the client takes', async () => {
    const answer = await infer(RIGHT, { 'accept-encoding': 'gzip, deflate' });
    expectRight(answer);
    expect(answer.headers.get('content-encoding')).toBeNull();
  });
});
