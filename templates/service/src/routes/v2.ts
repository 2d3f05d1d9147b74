import type { Request, RequestHandler } from 'express';
import { Router } from 'express';
import { onlyMethods } from '../serving/http/errors.ts';
import type { MediaType } from '../serving/http/media-type.ts';
import { JSON_BODY } from '../serving/http/media-type.ts';
import { sendJson } from '../serving/http/send.ts';
import { cardAsRun } from '../serving/openapi/as-run.ts';
import { inferOperation } from '../serving/openapi/predict.ts';
import { prediction } from '../serving/prediction.ts';
import { Problem } from '../serving/problems.ts';
import type { Service } from '../serving/service.ts';
import { modelMetadata, serverMetadata } from '../serving/v2/metadata.ts';
import { requireReady } from './health.ts';

/** How many bytes of a body are JSON; tensors as bytes follow. Without this header all of it is JSON. */
const HEADER_LENGTH = 'Inference-Header-Content-Length';

/** Clients of the protocol send JSON as octet-stream, too. */
const JSON_OR_BYTES: MediaType = {
  ...JSON_BODY,
  types: [...JSON_BODY.types, 'application/octet-stream'],
};

/** The Open Inference Protocol, version 2, with the binary tensor data extension. */
export function v2(service: Service): Router {
  const { config } = service;
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
  router.use(infer(service));

  router.all(
    ['/v2', '/v2/', '/v2/health/live', '/v2/health/ready', ...model(''), ...model('/ready')],
    onlyMethods('GET', 'HEAD'),
  );
  return router;
}

function infer(service: Service): RequestHandler {
  const { config, codec } = service;
  return prediction(service, {
    path: model('/infer'),
    shownAs: `/v2/models/${config.name}/infer`,
    accepts(request) {
      requireModel(request, config.name);
      // Bytes have no type of their own.
      return request.get(HEADER_LENGTH) === undefined ? JSON_OR_BYTES : undefined;
    },
    async read(body, turn, request) {
      const whole = { ...(await body.packed()), headerLength: request.get(HEADER_LENGTH) };
      const { inputs, ...form } = await codec.read('infer', whole, turn);
      return { inputs, outputs: form.outputs.map(({ spec }) => spec), form };
    },
    async answer({ form, tensors }, turn, response) {
      const [json, ...binary] = await codec.write('infer', form, tensors, turn);
      if (binary.length > 0) {
        response.setHeader(HEADER_LENGTH, Buffer.byteLength(json!));
        response.setHeader('Content-Type', 'application/octet-stream');
      }
      return [json!, ...binary];
    },
    operation: () => inferOperation(service),
  });
}

/** A path of the model, with and without a version. */
function model(path: string): string[] {
  return [`/v2/models/:model${path}`, `/v2/models/:model/versions/:version${path}`];
}

/** @throws Problem 404 for another model or version than the one there is. */
function requireModel(request: Request, name: string): void {
  const { model, version = '1' } = request.params as { model: string; version?: string };
  if (model !== name)
    throw new Problem(404, `There is not a model "${model.slice(0, 128)}" here, only "${name}".`);
  if (version !== '1')
    throw new Problem(404, `"${name}" has no version "${version.slice(0, 32)}", only "1".`);
}
