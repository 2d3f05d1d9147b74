import type { Request, Response } from 'express';
import { Router } from 'express';
import { requireKey } from '../http/api-key.ts';
import { parseBody, readBody } from '../http/body.ts';
import { onlyMethods } from '../http/errors.ts';
import { send, sendJson } from '../http/send.ts';
import { Problem } from '../problems.ts';
import type { Service } from '../service.ts';
import { inferAnswer } from '../v2/answer.ts';
import { modelMetadata, serverMetadata } from '../v2/metadata.ts';
import { readRawRequest } from '../v2/raw.ts';
import type { InferRequest } from '../v2/request.ts';
import { readInferRequest } from '../v2/request.ts';
import { requireReady } from './health.ts';

/** How many bytes of a body are JSON; tensors as bytes follow. Without this header all of it is JSON. */
const HEADER_LENGTH = 'Inference-Header-Content-Length';

/** Clients of the protocol send JSON as octet-stream, too. */
const JSON_TYPES = /^application\/(octet-stream|([\w.+-]+\+)?json)\s*(;|$)/i;

/** The Open Inference Protocol, version 2, with the binary tensor data extension. */
export function v2(service: Service): Router {
  const { card, config, inference } = service;
  const router = Router({ caseSensitive: true });

  router.get(['/v2', '/v2/'], (_request, response) =>
    sendJson(response, serverMetadata(config.name, config.version)),
  );
  router.get('/v2/health/live', (_request, response) => sendJson(response, { live: true }));
  router.get('/v2/health/ready', (_request, response) => {
    requireReady(service);
    sendJson(response, { ready: true });
  });

  router.get(model(''), (request, response) => {
    requireModel(request, config.name);
    sendJson(response, modelMetadata(config.name, card));
  });
  router.get(model('/ready'), (request, response) => {
    requireModel(request, config.name);
    requireReady(service);
    sendJson(response, { name: config.name, ready: true });
  });
  router.post(model('/infer'), requireKey(config.apiKey), async (request, response) => {
    requireModel(request, config.name);
    const types = request.get(HEADER_LENGTH) === undefined ? JSON_TYPES : /^/; // bytes have no type of their own
    const body = await readBody(request, types, config.bodyLimit);
    const asked = readRequest(request, body, service);
    const outputs = await inference.run(
      asked.inputs,
      asked.outputs.map(({ spec }) => spec),
      () => response.destroyed,
    );
    answer(response, config.name, asked, outputs);
  });

  router.all(model('/infer'), onlyMethods('POST'));
  router.all(
    ['/v2', '/v2/', '/v2/health/live', '/v2/health/ready', ...model(''), ...model('/ready')],
    onlyMethods('GET', 'HEAD'),
  );
  return router;
}

/** A path of the model, with and without a version. */
function model(path: string): string[] {
  return [`/v2/models/:model${path}`, `/v2/models/:model/versions/:version${path}`];
}

/** @throws Problem 404 for another model or version than the one there is. */
function requireModel(request: Request, name: string): void {
  const { model, version = '1' } = request.params as { model: string; version?: string };
  if (model !== name)
    throw new Problem(404, `There is no model "${model.slice(0, 128)}" here, only "${name}".`);
  if (version !== '1')
    throw new Problem(404, `"${name}" has no version "${version.slice(0, 32)}", only "1".`);
}

function readRequest(request: Request, body: Buffer, { card }: Service): InferRequest {
  const header = request.get(HEADER_LENGTH);
  if (header === undefined) return readInferRequest(parseBody(body), Buffer.alloc(0), card);
  const length = /^\d+$/.test(header) ? Number(header) : NaN;
  if (!(length <= body.length)) {
    throw new Problem(
      400,
      `${HEADER_LENGTH} must be a whole number of at most ${body.length}, the body's length.`,
    );
  }
  if (length === 0) return readRawRequest(body, card);
  return readInferRequest(parseBody(body.subarray(0, length)), body.subarray(length), card);
}

function answer(
  response: Response,
  name: string,
  asked: InferRequest,
  outputs: Parameters<typeof inferAnswer>[2],
): void {
  const { json, binary } = inferAnswer(name, asked, outputs);
  if (binary.length === 0) return send(response, 200, 'application/json', json);
  const head = Buffer.from(json);
  response.setHeader(HEADER_LENGTH, head.length);
  send(response, 200, 'application/octet-stream', Buffer.concat([head, ...binary]));
}
