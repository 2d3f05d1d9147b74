import type { Server } from 'node:http';
import type { Config } from '../../config.ts';

/**
 * `Expect: 100-continue`, as curl sends with a large body: the client waits to be told whether to send it. One that
 * is too large gets its 413 at once, and the connection is closed, as the body will never come.
 */
export function answerExpectations(server: Server, { bodyLimit }: Config): void {
  server.on('checkContinue', (request, response) => {
    if (Number(request.headers['content-length']) > bodyLimit) response.setHeader('Connection', 'close');
    else response.writeContinue();
    server.emit('request', request, response);
  });
}
