import type { Request } from 'express';
import type { MediaType } from '../http/media-type.ts';
import { JSON_BODY } from '../http/media-type.ts';
import type { RequestBody } from '../http/body.ts';
import { inferOperation } from '../openapi/predict.ts';
import type { Prediction } from '../prediction.ts';
import { Problem } from '../problems.ts';
import type { Service } from '../service.ts';
import type { InferBody } from '../codec/dialects.ts';
import type { InferForm } from './request.ts';

/** How many bytes of a body are JSON; tensors as bytes follow. Without this header all of it is JSON. */
const HEADER_LENGTH = 'Inference-Header-Content-Length';

/** Clients of the protocol send JSON as octet-stream, too. */
const JSON_OR_BYTES: MediaType = {
  ...JSON_BODY,
  types: [...JSON_BODY.types, 'application/octet-stream'],
};

/** POST /v2/models/NAME/infer. */
export function inferPrediction(service: Service): Prediction<InferForm> {
  const { config, codec } = service;
  return {
    path: modelPath('/infer'),
    shownAs: `/v2/models/${config.name}/infer`,
    accepts(request) {
      requireModel(request, config.name);
      // Bytes have no type of their own.
      return request.get(HEADER_LENGTH) === undefined ? JSON_OR_BYTES : undefined;
    },
    async read(body, turn, request) {
      const { inputs, ...form } = await codec.read('infer', await inferBodyOf(body, request), turn);
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
  };
}

/** A body with the length of its JSON part. */
export async function inferBodyOf(body: RequestBody, request: Request): Promise<InferBody> {
  return { ...(await body.packed()), headerLength: request.get(HEADER_LENGTH) };
}

/** A path of the model, with and without a version. */
export function modelPath(path: string): string[] {
  return [`/v2/models/:model${path}`, `/v2/models/:model/versions/:version${path}`];
}

/** @throws Problem 404 for another model or version than the one there is. */
export function requireModel(request: Request, name: string): void {
  const { model, version = '1' } = request.params as { model: string; version?: string };
  if (model !== name)
    throw new Problem(404, `There is not a model "${model.slice(0, 128)}" here, only "${name}".`);
  if (version !== '1')
    throw new Problem(404, `"${name}" has no version "${version.slice(0, 32)}", only "1".`);
}
