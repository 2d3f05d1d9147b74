import type { Request, RequestHandler, Response } from 'express';
import type { CardOutput } from '../card.ts';
import { alone, answersAbreast, answersTo, only } from './batches.ts';
import type { Parts } from './codec/dialects.ts';
import { requireKey } from './http/api-key.ts';
import { RequestBody } from './http/body.ts';
import type { MediaType } from './http/media-type.ts';
import { checkMediaType, isOfType, JSON_BODY } from './http/media-type.ts';
import { route } from './http/route.ts';
import type { Pieces } from './http/send.ts';
import { send, sendPieces } from './http/send.ts';
import { Turn } from './http/turn.ts';
import type { Schema } from './openapi/elements.ts';
import type { Operation } from './openapi/prediction.ts';
import type { Service } from './service.ts';
import type { Tensor } from './tensors/tensor.ts';

/** What the model is to answer in one run. */
export interface Batch<Form> {
  /** One tensor per input in model/card.json, in that order; none where nothing is to be run. Not to be used afterwards. */
  inputs: Tensor[];
  /** The outputs to answer, as model/card.json has them; all, where this is absent. */
  outputs?: CardOutput[];
  /** What `write` needs to know of this batch beside. */
  form?: Form;
}

/** What the model has answered. */
export interface Answer<Form> {
  /** One tensor per output asked for, in that order. */
  tensors: Tensor[];
  /** What model/card.json says of them. */
  outputs: CardOutput[];
  form: Form;
}

/** A route that predicts: what is particular to it. */
export interface Prediction<Form> {
  /** As Express has it. */
  path: string | string[];
  /** What a body may be. Where that depends on the request, a function; where anything will do, it gives undefined. */
  accepts: MediaType | ((request: Request) => MediaType | undefined);
  /** The most bytes of a body; BODY_LIMIT where absent. `Infinity` is for one that is read by pieces or lines. */
  limit?: number;
  /**
   * Turns a body into a batch; or into batches, as many as there are: then each is read when the answer to the one before
   * has been written. @throws Problem for what the client has got wrong.
   */
  read(body: RequestBody, turn: Turn, request: Request): Promise<Batch<Form>> | AsyncIterable<Batch<Form>>;
  /**
   * How many batches may wait for the model at a time, where there are several: then one deadline holds for all of them.
   * Where absent, each waits until the answer to the one before has been written, and has a deadline of its own.
   */
  abreast?: number;
  /** Turns the answer to one batch into a body. Where absent, it is POST /predict's. */
  answer?(answer: Answer<Form>, turn: Turn, response: Response): Promise<Parts>;
  /** In place of `answer`, where there may be several batches: turns the answers into pieces, sent one after the other. */
  write?(answers: AsyncIterable<Answer<Form>>, turn: Turn, response: Response): Pieces;
  /** The media type of its answers, where `answer` or `write` sets none itself; JSON where absent. */
  gives?: string;
  /** Its path in the OpenAPI document; where absent, the first of `path`. */
  shownAs?: string;
  /** What OpenAPI tells of it, beside what is known. A function, where that is known only once the model is ready. */
  operation?: Operation | (() => Operation);
  /** Paths that go with it, in the OpenAPI document. */
  beside?: Record<string, { get: Operation }>;
  /** Schemas that `operation` refers to by name, beside those of tensors. */
  schemas?: Record<string, Schema>;
}

/**
 * POST for predictions. It brings what all such routes have: the API key, the media type, the limits of the body and of
 * the memory that all bodies take together, the model's queue and the deadline (each further batch has a deadline of its
 * own), answers to errors, a line in the log, metrics, 405 for other methods, and a place in the OpenAPI document.
 *
 * A path may have several, each for media types of its own; of two for the same type the later one counts, so that a step
 * can take the place of what POST /predict does with JSON. Where there is but one, a body is that one's.
 */
export function prediction<Form>(
  service: Service,
  definition: Prediction<Form>,
  ...others: Prediction<unknown>[]
): RequestHandler {
  const all: Prediction<unknown>[] = [definition, ...others];
  for (const one of all) handlers.set(one, handlerOf(service, one));
  service.predictions.push(...all);
  const { path } = definition;
  let known: Prediction<unknown>[] | undefined; // once all routes are there
  return route(path, requireKey(service.config.apiKey), (request, response) => {
    known ??= service.predictions.filter((one) => String(one.path) === String(path));
    return handlers.get(known.length === 1 ? known[0]! : takerOf(request, known))!(request, response);
  });
}

type Handler = (request: Request, response: Response) => Promise<void>;
const handlers = new WeakMap<Prediction<unknown>, Handler>();

/** Which of them takes a request, by its media type. @throws Problem 415 where none does. */
function takerOf(request: Request, definitions: Prediction<unknown>[]): Prediction<unknown> {
  const given = request.headers['content-type'] ?? JSON_BODY.types[0]!;
  const wanted = definitions.map(({ accepts }) =>
    typeof accepts === 'function' ? accepts(request) : accepts,
  );
  const index = wanted.findLastIndex((one) => one === undefined || isOfType(given, one.types));
  if (index < 0) checkMediaType(given, ...new Set(wanted as MediaType[]));
  return definitions[index]!;
}

function handlerOf<Form>(service: Service, definition: Prediction<Form>): Handler {
  const { card, config, codec, inference } = service;
  const { accepts, limit = config.bodyLimit, gives = 'application/json' } = definition;
  const { read, write, answer = answerAsPredict, abreast } = definition;

  function answerAsPredict({ outputs, tensors }: Answer<Form>, turn: Turn): Promise<Parts> {
    return codec.write('predict', { outputs }, tensors, turn);
  }

  return async function predict(request: Request, response: Response): Promise<void> {
    const turn = new Turn(response, service);
    const wanted = typeof accepts === 'function' ? accepts(request) : accepts;
    if (wanted) checkMediaType(request.headers['content-type'], wanted);
    const body = new RequestBody(request, turn, limit, config.bodyLimit);
    const batches = read(body, turn, request);
    const areMany = Symbol.asyncIterator in batches;
    if (write) {
      const all = areMany ? batches : alone(batches);
      const answers = abreast ? answersAbreast(all, service, turn, abreast) : answersTo(all, service, turn);
      return sendPieces(response, gives, write(answers, turn, response));
    }
    const { inputs, outputs = card.outputs, form } = await (areMany ? only(batches) : batches);
    const tensors = await inference.run(inputs, outputs, turn);
    const parts = await answer({ tensors, outputs, form: form as Form }, turn, response);
    send(response, 200, (response.getHeader('Content-Type') as string | undefined) ?? gives, ...parts);
  };
}
