import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { firstPrediction } from '../../../../lib/container/run/first-prediction.ts';
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
    return { result: await firstPrediction(url, card as never, io, {}), said: io.said.join('\n') };
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

  it.each([400, 422])(
    'is no error where the model rejects made-up values with %i: a notice says what helps',
    async (status) => {
      const { result, said } = await asked(status, '{"detail":"index out of range"}', MADE_UP);
      expect(result).toEqual({ request: MADE_UP.example });
      expect(said).toContain('index out of range');
      expect(said).toMatch(/notice: .*made up/);
      expect(said).toContain('--example FILE');
    },
  );

  it.each([
    ['the user’s own example is rejected', 422, OWN],
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
