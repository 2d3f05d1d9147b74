import { readFileSync } from 'node:fs';
import type { Card } from '../../card.ts';
import { exampleFile } from '../../card.ts';
import { predictBody } from '../predict/body.ts';
import type { PredictRequest } from '../predict/request.ts';
import { readPredictRequest } from '../predict/request.ts';
import { Problem } from '../problems.ts';
import { parseJson } from '../tensors/json.ts';
import type { Tensor } from '../tensors/tensor.ts';
import { readInferRequest } from '../v2/request.ts';
import { candidates } from './candidates.ts';
import type { Run } from './model.ts';
import type { Proven } from './proven.ts';

/** A request for every output that the model answers, and the answer. */
export interface Example {
  /** The request as POST /predict takes it; absent where it is too long to be shown. */
  body?: Record<string, unknown>;
  /** Whether it is the card's own. */
  isOwn: boolean;
  request: PredictRequest;
  outputs: Tensor[];
}

/** A request to try. */
export interface Attempt extends PredictRequest {
  /** Makes the body of POST /predict that asks for it. */
  body: () => Record<string, unknown>;
  isShort: boolean;
  /** Whether it is the card's example. */
  isOwn: boolean;
}

/** The search for an example ends after so long, with the run that it is in: a service should soon be ready. */
const SEARCH_MS = 2000;
const MOST_ATTEMPTS = 500;

/** An example with more elements is not shown: a page with megabytes of equal numbers helps nobody. */
export const MOST_SHOWN = 1_000_000;

/**
 * What to warm up with: the card's example. Where that was made up from the signature the model may reject it, so
 * others that fit the signature follow; also where the card has none that could be sent.
 */
export function* attempts(card: Card): Generator<Attempt> {
  const own = ownExample(card);
  if (own) {
    const { example } = card;
    const body = () => example ?? predictBody(own.inputs, card);
    yield { ...own, outputs: card.outputs, body, isShort: example !== undefined, isOwn: true };
  }
  if (own && card.exampleOrigin !== 'signature') return;
  for (const inputs of candidates(card)) {
    const rows = card.columns && { rows: inputs[0]!.shape[0]! };
    const isShort = inputs.reduce((sum, { data }) => sum + data.length, 0) <= MOST_SHOWN;
    yield {
      inputs,
      outputs: card.outputs,
      ...rows,
      body: () => predictBody(inputs, card),
      isShort,
      isOwn: false,
    };
  }
}

/** From the card, or, where it is too long for that, from its file. */
function ownExample(card: Card): Omit<PredictRequest, 'outputs'> | undefined {
  try {
    if (card.example) return readPredictRequest(card.example, card);
    if (!card.exampleFile) return undefined;
    const { headerLength } = card.exampleFile;
    const bytes = readFileSync(exampleFile(card.exampleFile));
    const header = parseJson(bytes.toString('utf8', 0, headerLength));
    return { inputs: readInferRequest(header, bytes.subarray(headerLength), card).inputs };
  } catch {
    return undefined;
  }
}

/** What a warm-up has found. */
export interface WarmUp {
  /** The first example that the model answered, if any. */
  example?: Example;
  /** Which of `attempts` that was, from 0. */
  attempt?: number;
  /** The reason why the model rejected the very first, if it did. */
  rejection?: Error;
}

/**
 * Runs the model until it has answered an example: it is warm then in any case.
 * @param run takes the inputs' buffers away.
 * @throws Error where the model cannot be run at all.
 */
export async function warmUp(card: Card, run: (inputs: Tensor[]) => Promise<Run>): Promise<WarmUp> {
  const end = performance.now() + SEARCH_MS;
  let rejection: Error | undefined;
  let count = 0;
  for (const attempt of attempts(card)) {
    try {
      const example = await tried(attempt, run);
      return { example, attempt: count, ...(rejection && { rejection }) };
    } catch (error) {
      if (!isRejection(error) && !rejection) throw error;
      rejection ??= error as Error;
      if (!isRejection(error) || performance.now() > end || ++count === MOST_ATTEMPTS) break;
    }
  }
  return { ...(rejection && { rejection }) };
}

/**
 * The same where it is known what would be found: one run.
 * @returns undefined where it is otherwise after all.
 */
export async function warmUpAsBefore(
  card: Card,
  { attempt, rejection }: Pick<Proven, 'attempt' | 'rejection'>,
  run: (inputs: Tensor[]) => Promise<Run>,
): Promise<WarmUp | undefined> {
  const known = at(attempts(card), attempt ?? 0);
  const before = rejection === undefined ? {} : { rejection: new Problem(422, rejection) };
  if (!known) return attempt === null ? before : undefined;
  try {
    const example = await tried(known, run);
    return attempt === null ? undefined : { example, attempt, ...before };
  } catch (error) {
    allowRejection(error);
    return attempt === null ? before : undefined;
  }
}

function at<One>(all: Iterable<One>, index: number): One | undefined {
  for (const one of all) if (index-- === 0) return one;
  return undefined;
}

async function tried(
  { body, isShort, isOwn, ...request }: Attempt,
  run: (inputs: Tensor[]) => Promise<Run>,
): Promise<Example> {
  const { outputs } = await run(copied(request.inputs));
  return { ...(isShort && { body: body() }), isOwn, request, outputs };
}

/** Whether the model works and only did not take the values. */
function isRejection(error: unknown): boolean {
  return error instanceof Problem && error.status === 422;
}

/** For `catch`: @throws what is not a rejection. */
export function allowRejection(error: unknown): void {
  if (!isRejection(error)) throw error;
}

/** The same tensors in buffers of their own. */
export function copied(tensors: readonly Tensor[]): Tensor[] {
  return tensors.map((tensor) => ({ ...tensor, data: tensor.data.slice() }));
}
