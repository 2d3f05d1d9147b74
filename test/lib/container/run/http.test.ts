import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { http } from '../../../../lib/container/run/http.ts';
import { isPortFree } from '../../../../lib/container/values/port.ts';

/** One of the ports that fetch and browsers refuse, by the Fetch standard. */
const REFUSED_BY_FETCH = [10080, 6697, 6566, 5061];

describe('a request', () => {
  it('reaches a port that fetch refuses', async () => {
    const free: number[] = [];
    for (const port of REFUSED_BY_FETCH) if (await isPortFree(port)) free.push(port);
    expect(free, 'one of these ports must be free').not.toEqual([]);
    const server = createServer((_request, response) => response.writeHead(418).end('tea')).listen(free[0]);
    await new Promise((resolve) => server.once('listening', resolve));
    await expect(fetch(`http://localhost:${free[0]}/`)).rejects.toThrow();
    expect(await http(`http://localhost:${free[0]}/`)).toEqual({ status: 418, text: 'tea' });
    server.close();
  });

  it('to a server that says nothing is given up', async () => {
    const server = createServer(() => undefined).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    await expect(http(`http://127.0.0.1:${port}/`, { timeout: 100 })).rejects.toHaveProperty(
      'code',
      'ETIMEDOUT',
    );
    server.closeAllConnections();
    server.close();
  });
});
