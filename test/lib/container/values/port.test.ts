import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { checkPort, isPortFree, nextFreePort } from '../../../../lib/container/values/port.ts';

let server: Server | undefined;
afterEach(() => server?.close());

function listen(host: string): Promise<number> {
  return new Promise((resolve) => {
    server = createServer().listen(0, host, () => resolve((server!.address() as { port: number }).port));
  });
}

describe('a port', () => {
  it.each([1, 80, 8000, 65535])('can be %d', (port) => expect(checkPort(port)).toBe(true));
  it.each([0, -1, 65536, 99999, 1.5, NaN])('cannot be %d', (port) =>
    expect(checkPort(port)).toContain('1 to 65535'),
  );

  it.each(['127.0.0.1', '0.0.0.0'])(
    'that somebody holds on %s is taken, and a later one is offered',
    async (host) => {
      const port = await listen(host);
      expect(await isPortFree(port)).toBe(false);
      expect(await nextFreePort(port)).toBeGreaterThan(port);
    },
  );

  it('that nobody holds is free', async () => {
    const port = await listen('127.0.0.1');
    await new Promise((resolve) => server!.close(resolve));
    expect(await isPortFree(port)).toBe(true);
  });
});
