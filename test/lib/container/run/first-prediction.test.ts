import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import path from 'node:path';
import { execa } from 'execa';
import { emptyFolder } from '../../../cli.ts';
import { curlFile } from '../../../../lib/container/run/next-steps.ts';
import type { RequestFile } from '../../../../lib/container/run/predict.ts';
import { firstPrediction, notAnswered } from '../../../../lib/container/run/first-prediction.ts';
import { listener } from '../scratch.ts';

const MADE_UP = { example: { inputs: { x: [[0]] } }, exampleOrigin: 'signature' };
const OWN = { ...MADE_UP, exampleOrigin: 'mine.json' };

/** A service that answers every prediction so, and has no documentation. */
async function asked(status: number, body: string, card: typeof OWN) {
  const server = createServer((request, response) => {
    const isPrediction = request.url === '/predict';
    response.writeHead(isPrediction ? status : 404).end(isPrediction ? body : '');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const io = listener();
  try {
    return {
      result: await firstPrediction(url, { card, name: 'api', directory: '.' }, io, {}),
      said: io.said.join('\n'),
    };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('the first prediction', () => {
  it('shows request and answer', async () => {
    const { result, said } = await asked(200, '{"outputs":{"y":9007199254740993}}', OWN);
    expect(result.answer).toBe('{"outputs":{"y":9007199254740993}}');
    expect(said).toContain('{"inputs":{"x":[[0]]}}');
    expect(said).toContain('9007199254740993');
    expect(said).not.toContain('notice');
  });

  it.each([400, 422])('tells what the model says where it rejects the values with %i', async (status) => {
    for (const card of [MADE_UP, OWN]) {
      const { result, said } = await asked(status, '{"detail":"index out of range"}', card);
      expect(result).toEqual({ request: card.example, rejection: '{"detail":"index out of range"}' });
      expect(said).toContain('index out of range');
    }
  });

  it('that is not answered ends with 1 and a way to one that is', () => {
    const asked = { card: MADE_UP, name: 'api', directory: path.join(process.cwd(), 'my api') };
    const error = notAnswered('http://localhost:8000', asked, '{"detail":"index out of range"}');
    expect(error.exitCode).toBe(1);
    expect(error.text()).toContain('does not answer the values that were made up for it');
    expect(error.text()).toContain('open http://localhost:8000/docs');
    expect(error.text()).toContain('ml-docker "my api" --example example.json');
    const own = notAnswered('http://localhost:8000', { ...asked, card: OWN }, '');
    expect(own.message).toContain('does not answer the example from mine.json');
  });

  it('of an example in a file sends its bytes to the Open Inference Protocol, and shows a curl that does', async () => {
    const { directory, remove } = await emptyFolder();
    const seen: { url?: string; length?: unknown; body: string }[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.setEncoding('latin1').on('data', (part: string) => (body += part));
      request.on('end', () => {
        const { url, headers } = request;
        if (url !== '/openapi.json')
          seen.push({ url: url!, length: headers['inference-header-content-length'], body });
        response.writeHead(200).end('{}');
      });
    }).listen(0, '127.0.0.1');
    try {
      await new Promise((resolve) => server.once('listening', resolve));
      await mkdir(path.join(directory, 'model'));
      await writeFile(path.join(directory, 'model', 'example.bin'), Buffer.from('{}\x01\xff', 'latin1'));
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const card = {
        exampleFile: { path: 'model/example.bin', headerLength: 2 },
        exampleOrigin: 'signature',
      };
      const { request } = await firstPrediction(url, { card, name: 'api', directory }, listener(), {});
      const line = curlFile(url, request as RequestFile, { platform: 'linux' });
      await execa('sh', ['-c', line]);
      const sent = { url: '/v2/models/api/infer', length: '2', body: '{}\x01\xff' };
      expect(seen).toEqual([sent, sent]);
    } finally {
      server.closeAllConnections();
      server.close();
      await remove();
    }
  });

  it.each([
    ['the service has too much to do', 503, OWN],
    ['the service fails', 500, MADE_UP],
  ])('is an error where %s', async (_why, status, card) => {
    await expect(asked(status, 'out of range', card)).rejects.toMatchObject({
      code: 'prediction-failed',
      message: `The first prediction was answered with ${status}`,
      details: ['out of range'],
      exitCode: 1,
    });
  });
});
