import type { Request, Response } from 'express';
import { Router } from 'express';
import type { Parts } from '../serving/codec/dialects.ts';
import { requireKey } from '../serving/http/api-key.ts';
import type { MediaType } from '../serving/http/body.ts';
import { JSON_BODY, readBody } from '../serving/http/body.ts';
import { onlyMethods } from '../serving/http/errors.ts';
import { send, sendJson } from '../serving/http/send.ts';
import { Turn } from '../serving/http/turn.ts';
import { cardAsRun } from '../serving/openapi/as-run.ts';
import { Problem } from '../serving/problems.ts';
import type { Service } from '../serving/service.ts';
import { modelMetadata, serverMetadata } from '../serving/v2/metadata.ts';
import { requireReady } from './health.ts';

/** How many bytes of a body are JSON; tensors as bytes follow. Without this header all of it is JSON. */
const HEADER_LENGTH = 'Inference-Header-Content-Length';

/** Clients of the protocol send JSON as octet-stream, too. */
const JSON_OR_BYTES: MediaType = {
  ...JSON_BODY,
  pattern: /^application\/(octet-stream|([\w.+-]+\+)?json)\s*(;|$)/i,
};

/** The Open Inference Protocol, version 2, with the binary tensor data extension. */
export function v2(service: Service): Router {
  const { config, codec, inference } = service;
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
    sendJson(response, modelMetadata(config.name, cardAsRun(service)));
  });
  router.get(model('/ready'), (request, response) => {
    requireModel(request, config.name);
    requireReady(service);
    sendJson(response, { name: config.name, ready: true });
  });
  router.post(model('/infer'), requireKey(config.apiKey), async (request, response) => {
    requireModel(request, config.name);
    // Bytes have no type of their own.
    const mediaType = request.get(HEADER_LENGTH) === undefined ? JSON_OR_BYTES : undefined;
    const turn = new Turn(response, service);
    const body = await readBody(request, mediaType, config.bodyLimit, turn);
    const whole = { ...body, headerLength: request.get(HEADER_LENGTH) };
    const { inputs, ...form } = await codec.read('infer', whole, turn);
    const wanted = form.outputs.map(({ spec }) => spec);
    const outputs = await inference.run(inputs, wanted, turn.isGone, turn.left);
    answer(response, await codec.write('infer', form, outputs, turn));
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

function answer(response: Response, parts: Parts): void {
  const [json, ...binary] = parts;
  if (binary.length === 0) return send(response, 200, 'application/json', json!);
  response.setHeader(HEADER_LENGTH, Buffer.byteLength(json!));
  send(response, 200, 'application/octet-stream', ...parts);
}
