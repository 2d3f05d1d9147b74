import type { Card } from '../../card.ts';
import type { PackedBody } from '../http/unpack.ts';
import { wholeBody } from '../http/unpack.ts';
import { predictAnswer } from '../predict/answer.ts';
import { membersIn } from '../predict/members.ts';
import type { PredictForm, PredictRequest } from '../predict/request.ts';
import { predictPlaces, readPredictRequest } from '../predict/request.ts';
import { describe, Problem } from '../problems.ts';
import { isObject } from '../tensors/json.ts';
import type { Tensor } from '../tensors/tensor.ts';
import { inferAnswer } from '../v2/answer.ts';
import { readRawRequest } from '../v2/raw.ts';
import type { InferForm, InferRequest } from '../v2/request.ts';
import { inferPlaces, readInferRequest } from '../v2/request.ts';
import { parseBody } from './parse.ts';

/** What reading and writing need to know. */
export interface Context {
  card: Card;
  /** The API's name. */
  name: string;
  bodyLimit: number;
}

/** The body of an answer: its parts follow each other. */
export type Parts = (string | Uint8Array)[];

/** A body that a step takes has no tensors yet. */
export interface StepRequest extends PredictRequest {
  members?: Record<string, unknown>;
}

/** A body of the Open Inference Protocol, with its header Inference-Header-Content-Length. */
export interface InferBody extends PackedBody {
  headerLength: string | undefined;
  /** The name of the input that files may come in place of, where there is one. */
  takesFiles?: string;
}

/**
 * The two languages of this service: how a body becomes a request, and outputs become an answer. Nothing here
 * knows in which thread it runs.
 */
export const dialects = {
  /** POST /predict. */
  predict: {
    /** @throws Problem 400 with every fault, 413. */
    read(body: PackedBody, { card, bodyLimit }: Context): PredictRequest {
      return readPredictRequest(parseBody(wholeBody(body, bodyLimit), predictPlaces), card);
    },
    write(form: PredictForm, outputs: Tensor[]): Parts {
      return [JSON.stringify(predictAnswer(form, outputs))];
    },
  },

  /** POST /predict of a project with a step: what the step takes is left to it. */
  step: {
    /** @throws as `predict.read`. */
    read(body: PackedBody, { card, bodyLimit }: Context): StepRequest {
      const value = parseBody(wholeBody(body, bodyLimit), predictPlaces);
      const members = membersIn(value);
      return members ? { members, inputs: [], outputs: card.outputs } : readPredictRequest(value, card);
    },
    write(form: PredictForm, outputs: Tensor[]): Parts {
      return [JSON.stringify(predictAnswer(form, outputs))];
    },
  },

  /** A route of a step's own, whose bodies are objects of other members. */
  json: {
    /** @throws Problem 400 where the body is no object in JSON, 413. */
    read(body: PackedBody, { bodyLimit }: Context): StepRequest & { members: Record<string, unknown> } {
      const members = parseBody(wholeBody(body, bodyLimit));
      if (!isObject(members)) throw new Problem(400, `The body must be an object, not ${describe(members)}.`);
      return { members, inputs: [], outputs: [] };
    },
    write(form: PredictForm, outputs: Tensor[]): Parts {
      return [JSON.stringify(predictAnswer(form, outputs))];
    },
  },

  /** The Open Inference Protocol. An answer's first part is its JSON, the others its tensors as bytes. */
  infer: {
    /** @throws Problem 400 with every fault, 413. */
    read(body: InferBody, { card, bodyLimit }: Context): InferRequest {
      const bytes = wholeBody(body, bodyLimit);
      const { headerLength, takesFiles } = body;
      if (headerLength === undefined)
        return readInferRequest(parseBody(bytes, inferPlaces), Buffer.alloc(0), card, takesFiles);
      const length = /^\d+$/.test(headerLength) ? Number(headerLength) : NaN;
      if (!(length <= bytes.length)) {
        const detail = `Inference-Header-Content-Length must be a whole number of at most ${bytes.length}, the body's length.`;
        throw new Problem(400, detail);
      }
      if (length === 0) return readRawRequest(bytes, card);
      return readInferRequest(
        parseBody(bytes.subarray(0, length), inferPlaces),
        bytes.subarray(length),
        card,
        takesFiles,
      );
    },
    write(form: InferForm, outputs: Tensor[], { name }: Context): Parts {
      const { json, binary } = inferAnswer(name, form, outputs);
      return [json, ...binary];
    },
  },
};

export type Dialect = keyof typeof dialects;
export type BodyOf<D extends Dialect> = Parameters<(typeof dialects)[D]['read']>[0];
export type RequestOf<D extends Dialect> = ReturnType<(typeof dialects)[D]['read']>;
export type FormOf<D extends Dialect> = Parameters<(typeof dialects)[D]['write']>[0];
