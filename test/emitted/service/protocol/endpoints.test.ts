import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacks } from '../../../skip.ts';
import { ask, post } from '../ask.ts';
import { slowModel } from '../slow-model.ts';
import { NAME, serveModel, type Started } from '../started.ts';

const X = { name: 'X', datatype: 'FP32', shape: [1, 4], data: [5.1, 3.5, 1.4, 0.2] };

/** Sections 1 (endpoints) and 2 (health bodies) of the protocol's table. */
describe.skipIf(await lacks('runtime'))('1 Endpoints', () => {
  let service: Started;
  beforeAll(async () => {
    service = await serveModel('sample:iris');
  });
  afterAll(() => service.stop());
  const at = (path: string): string => service.url + path;

  it.each([
    ['/v2/health/live', { live: true }],
    ['/v2/health/ready', { ready: true }],
    [`/v2/models/${NAME}/ready`, { name: NAME, ready: true }],
    [`/v2/models/${NAME}/versions/1/ready`, { name: NAME, ready: true }],
  ])('1.1 GET %s is 200, with the body of section 2', async (path, body) => {
    expect(await ask(at(path))).toMatchObject({ status: 200, body });
  });

  it.each(['/v2', '/v2/'])('1.2 GET %s is the metadata of the server', async (path) => {
    expect(await ask(at(path))).toMatchObject({ status: 200, body: { name: NAME } });
  });

  it.each([`/v2/models/${NAME}`, `/v2/models/${NAME}/versions/1`])(
    '1.3 GET %s is the metadata of the model',
    async (path) => {
      expect(await ask(at(path))).toMatchObject({ status: 200, body: { name: NAME, versions: ['1'] } });
    },
  );

  it.each([`/v2/models/${NAME}/infer`, `/v2/models/${NAME}/versions/1/infer`])(
    '1.4 POST %s infers',
    async (path) => {
      const answer = await post(at(path), { inputs: [X] });
      expect(answer).toMatchObject({ status: 200, body: { model_name: NAME } });
    },
  );

  it.each(['', '/ready', '/infer'])('1.5 another model is not found: /v2/models/other%s', async (rest) => {
    const init = rest === '/infer' ? { method: 'POST', body: '{}' } : {};
    const answer = await ask(at(`/v2/models/other${rest}`), init);
    expect(answer.status).toBe(404);
    expect(answer.body).toEqual({ error: expect.stringContaining('other') });
  });

  it.each(['0', '2', '01', '1.0', 'v1', '-1'])('1.6 there is no version %s', async (version) => {
    for (const rest of ['', '/ready', '/infer']) {
      const init = rest === '/infer' ? { method: 'POST', body: '{}' } : {};
      const answer = await ask(`${service.model}/versions/${version}${rest}`, init);
      expect(answer).toMatchObject({ status: 404, body: { error: expect.stringContaining(version) } });
    }
  });

  it.each(['/V2', '/v2/Health/live', `/v2/models/${NAME.toUpperCase()}`, `/v2/models/${NAME}/Ready`])(
    '1.7 paths are case-sensitive: %s is not found',
    async (path) => {
      expect((await ask(at(path))).status).toBe(404);
    },
  );

  it.each([
    ['POST', '/v2', 'GET'],
    ['POST', '/v2/health/live', 'GET'],
    ['POST', '/v2/health/ready', 'GET'],
    ['DELETE', `/v2/models/${NAME}`, 'GET'],
    ['PUT', `/v2/models/${NAME}/ready`, 'GET'],
    ['GET', `/v2/models/${NAME}/infer`, 'POST'],
    ['GET', `/v2/models/${NAME}/versions/1/infer`, 'POST'],
  ])('1.8 %s %s is 405 with the methods that are allowed', async (method, path, allowed) => {
    const answer = await ask(at(path), { method });
    expect(answer).toMatchObject({ status: 405, body: { error: expect.stringContaining(method) } });
    expect(answer.headers.get('allow')).toContain(allowed);
  });

  it.each(['/v2/nothing', '/v2/models', `/v2/models/${NAME}/config`, `/v2/models/${NAME}/versions`])(
    '1.9 an unknown path, like the extra %s of other servers, is 404 with an error object',
    async (path) => {
      expect(await ask(at(path))).toMatchObject({ status: 404, body: { error: expect.any(String) } });
    },
  );

  it('1.10 a path that cannot be decoded is 400 with an error object', async () => {
    expect(await ask(at('/v2/models/%ff'))).toMatchObject({
      status: 400,
      body: { error: expect.any(String) },
    });
  });
});

describe.skipIf(await lacks('runtime'))('1.11 a model that is not ready', () => {
  it('is told by 503 with an error object, while it is loaded and while the service stops', async () => {
    const service = await serveModel(slowModel(40), { until: 'listening' });
    const routes = ['/v2/health/ready', `/v2/models/${NAME}/ready`, `/v2/models/${NAME}/versions/1/ready`];
    const all = async (): Promise<void> => {
      for (const route of routes) {
        const answer = await ask(service.url + route);
        expect(answer).toMatchObject({ status: 503, body: { error: expect.any(String) } });
        expect(answer.headers.get('retry-after')).toBe('1');
      }
      expect(await ask(`${service.url}/v2/health/live`)).toMatchObject({ status: 200, body: { live: true } });
      expect(await ask(service.model)).toMatchObject({ status: 200, body: { name: NAME } });
    };
    await all();
    await expect
      .poll(() => service.log.some(({ msg }) => msg === 'ready'), { timeout: 30_000, interval: 50 })
      .toBe(true);
    expect((await ask(`${service.url}/v2/health/ready`)).status).toBe(200);
    const code = service.stop();
    await expect.poll(() => service.log.some(({ msg }) => String(msg).startsWith('stopping'))).toBe(true);
    await all();
    expect(await code).toBe(0);
  });
});
