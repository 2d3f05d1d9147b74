import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { Problem } from '../problems.ts';
import type { Service } from '../service.ts';
import { send } from './send.ts';

/** A known path with another method; OPTIONS asks which there are. */
export function onlyMethods(...methods: string[]): RequestHandler {
  const allowed = methods.join(', ');
  const headers = { Allow: `${allowed}, OPTIONS` };
  return (request, response) => {
    if (request.method === 'OPTIONS') return void response.writeHead(204, headers).end();
    throw new Problem(405, `${request.method} is not allowed at ${request.path}; use ${allowed}.`, {
      headers,
    });
  };
}

export const notFound: RequestHandler = (request) => {
  throw new Problem(404, `There is nothing at ${request.path.slice(0, 200)}. GET /docs shows what there is.`);
};

/** Every error becomes an answer: the Open Inference Protocol's under /v2, OpenAI's under /v1, RFC 9457 elsewhere. */
export function answerErrors({ log, lifecycle }: Service): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const problem = problemFrom(error);
    const id = response.locals.id as string;
    if (problem.status === 500) log.error({ id, error: (error as Error).stack });
    if (response.headersSent) {
      if (!response.destroyed) log.warn({ id, reason: problem.toSentence() }, 'an answer was cut off');
      return cutOff(request, response, LAST_WORDS_MS[lifecycle.draining ? 'stopping' : 'serving']);
    }
    for (const [name, value] of Object.entries(problem.headers)) response.setHeader(name, value);
    if (/^\/v2(\/|$)/.test(request.path)) {
      // The protocol knows no 422: what the model rejects is a bad request there.
      const status = problem.status === 422 ? 400 : problem.status;
      return send(response, status, 'application/json', JSON.stringify({ error: problem.toSentence() }));
    }
    if (/^\/v1(\/|$)/.test(request.path))
      return send(response, problem.status, 'application/json', JSON.stringify(asOpenAi(problem)));
    send(response, problem.status, 'application/problem+json', JSON.stringify(problem));
  };
}

/** What clients of OpenAI's API look into. */
function asOpenAi(problem: Problem): Record<string, unknown> {
  const { status, errors } = problem;
  const type = status >= 500 ? 'server_error' : 'invalid_request_error';
  const param = errors?.[0]?.at.split('/')[1] ?? null;
  const code = { 401: 'invalid_api_key', 404: param === 'model' ? 'model_not_found' : null }[status] ?? null;
  return { error: { message: problem.toSentence(), type, param, code } };
}

/** How long a client that is cut off may take for what has been written; `docker stop` gives ten seconds for everything. */
const LAST_WORDS_MS = { serving: 30_000, stopping: 2000 };

/**
 * Ends a connection in the middle of an answer, behind what is written. A client that still sends would have it reset, and
 * with it what it has not read yet: so what it sends is read and thrown away until it has heard.
 */
function cutOff(request: Request, response: Response, patience: number): void {
  const { socket } = response;
  if (!socket) return;
  request.resume();
  setImmediate(() => socket.end()); // Node holds back until then what was written in this turn.
  setTimeout(() => socket.destroy(), patience).unref();
}

function problemFrom(error: unknown): Problem {
  if (error instanceof Problem) return error;
  // Express's own, about a URL that cannot be decoded or a file of the docs that is not there.
  const status = (error as { status?: unknown }).status;
  if (typeof status === 'number' && status >= 400 && status < 500)
    return new Problem(status, 'The request cannot be read.');
  return new Problem(
    500,
    'The service failed. Its log has the reason, under the X-Request-Id of this answer.',
  );
}
