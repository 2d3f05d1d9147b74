import { setTimeout as sleep } from 'node:timers/promises';
import type { Card } from '../../card.ts';
import { attempts } from '../inference/warm-up.ts';
import type { Problem } from '../problems.ts';
import type { Running } from './start.ts';
import { post } from './start.ts';

/** The body of a request, or of an answer. */
export type Body = Record<string, unknown>;

/** What POST /predict says: an answer, or why this request is none for the model. */
export type Reply = { answer: Body; refusal?: undefined } | { answer?: undefined; refusal: string };

/** @throws Error where the service fails or ends, which is not a fault of the request. */
export async function predict({ url, ended }: Running, request: Body): Promise<Reply> {
  const { status, body } = await post(`${url}/predict`, request).catch(async (error: Error) => {
    throw new Error(await Promise.race([ended, sleep(1000, error.message)]));
  });
  if (status === 200) return { answer: body as Body };
  const { detail, errors = [] } = body as { detail: string; errors?: Problem['errors'] };
  if (status !== 400 && status !== 422) throw new Error(`The service answered with ${status}: ${detail}`);
  const faults = errors
    .slice(0, 3)
    .map(({ at, expected, got }) => ` ${at}: expected ${expected}, got ${got}.`);
  return { refusal: detail + faults.join('') };
}

/** Longer than the two seconds that the service itself searches: here each attempt goes over HTTP. */
const SEARCH_MS = 10_000;

/**
 * A request that the model answers: the card's example, or the one that the service has found in its place.
 * @throws Error with the model's reason where it answers none.
 */
export async function answeredExample(service: Running, card: Card): Promise<Body> {
  const { request, reason } = await findExample(service, card);
  if (request) return request;
  throw new Error(reason);
}

/**
 * The same, or the reason where there is none. Tests that need an answered request are left out then: that of the
 * example fails, and says why.
 */
export async function findExample(
  service: Running,
  card: Card,
): Promise<{ request: Body; reason?: undefined } | { request?: undefined; reason: string }> {
  const end = performance.now() + SEARCH_MS;
  let reason: string | undefined;
  for (const { body } of attempts(card)) {
    const request = body();
    const { refusal } = await predict(service, request);
    if (refusal === undefined) return { request };
    reason ??= refusal;
    if (performance.now() > end) break;
  }
  const isMade = card.exampleOrigin === 'signature';
  const which = isMade
    ? 'made up from its signature, nor any other that was tried'
    : `from ${card.exampleOrigin}`;
  const lines = [
    `The model does not answer the example in model/card.json, ${which}.`,
    `  ${reason}`,
    'Give the project one that it answers, in a file as POST /predict takes it: ml-docker --example FILE',
  ];
  return { reason: lines.join('\n') };
}
