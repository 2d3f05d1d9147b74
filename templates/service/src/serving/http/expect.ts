import type { Server } from 'node:http';
import type { Service } from '../service.ts';
import { isOfType } from './media-type.ts';

/**
 * `Expect: 100-continue`, as curl sends with a large body: the client waits to be told whether to send it. One that
 * is too large gets its 413 at once, and the connection is closed, as the body will never come.
 */
export function answerExpectations(server: Server, service: Pick<Service, 'config' | 'predictions'>): void {
  server.on('checkContinue', (request, response) => {
    const { 'content-length': length, 'content-type': type = '' } = request.headers;
    if (Number(length) > limitOf(type, service)) response.setHeader('Connection', 'close');
    else response.writeContinue();
    server.emit('request', request, response);
  });
}

/** The most bytes of a body: some may have any length. */
function limitOf(type: string, { config, predictions }: Pick<Service, 'config' | 'predictions'>): number {
  const takes = ({ limit, accepts }: Service['predictions'][number]) =>
    limit === Infinity && typeof accepts === 'object' && isOfType(type, accepts.types);
  return predictions.some(takes) ? Infinity : config.bodyLimit;
}
