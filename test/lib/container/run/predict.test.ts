import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { predict, shorten } from '../../../../lib/container/run/predict.ts';

async function withServer<T>(listener: RequestListener, use: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('a prediction', () => {
  it('posts the example as JSON and gives the answer as it came, with integers of 64 bits', async () => {
    const seen: string[] = [];
    const answer = await withServer(
      (request, response) => {
        seen.push(`${request.method} ${request.url} ${request.headers['content-type']}`);
        request.on('data', (chunk: Buffer) => seen.push(String(chunk)));
        request.on('end', () => response.end('{"outputs":{"y":9007199254740993}}'));
      },
      (url) => predict(url, { inputs: [1] }),
    );
    expect(seen).toEqual(['POST /predict application/json', '{"inputs":[1]}']);
    expect(answer).toEqual({ status: 200, text: '{"outputs":{"y":9007199254740993}}' });
  });

  it('says that there was no answer', async () => {
    await expect(predict('http://127.0.0.1:1', {})).rejects.toThrow('The first prediction got no answer');
  });

  it('is shortened where it is long, and says how long it is', () => {
    expect(shorten('abc', 3)).toBe('abc');
    expect(shorten('abcdef', 3)).toBe('abc … (6 characters)');
  });
});
