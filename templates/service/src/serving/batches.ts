import type { Patience } from './http/turn.ts';
import type { Answer, Batch } from './prediction.ts';
import type { Service } from './service.ts';

/** What runs them. */
type Models = Pick<Service, 'card' | 'inference'>;

/** Who waits for the answers: each batch has a deadline of its own. */
export interface Waiting extends Patience {
  begin(): void;
}

/** Runs one batch after the other. @throws Problem as `Inference.run`, and whatever the batches throw. */
export async function* answersTo<Form>(
  batches: AsyncIterable<Batch<Form>>,
  service: Models,
  turn: Waiting,
): AsyncGenerator<Answer<Form>> {
  let isFirst = true;
  for await (const batch of batches) {
    if (!isFirst) turn.begin();
    isFirst = false;
    yield await answerTo(batch, service, turn);
  }
}

/**
 * Keeps some batches in the queue at a time, so that they can share runs and threads. Answers come in the batches' order.
 * @throws Problem as `answersTo`; the deadline is the one that counts already.
 */
export async function* answersAbreast<Form>(
  batches: AsyncIterable<Batch<Form>>,
  service: Models,
  turn: Patience,
  most: number,
): AsyncGenerator<Answer<Form>> {
  const waiting: Promise<Answer<Form>>[] = [];
  for await (const batch of batches) {
    const answer = answerTo(batch, service, turn);
    answer.catch(() => {}); // It is thrown when its turn has come.
    waiting.push(answer);
    if (waiting.length >= most) yield await waiting.shift()!;
  }
  for (const answer of waiting) yield await answer;
}

async function answerTo<Form>(
  { inputs, outputs, form }: Batch<Form>,
  { card, inference }: Models,
  patience: Patience,
): Promise<Answer<Form>> {
  const asked = outputs ?? card.outputs;
  const isRun = inputs.length > 0 || card.inputs.length === 0;
  const tensors = isRun ? await inference.run(inputs, asked, patience) : [];
  return { tensors, outputs: asked, form: form as Form };
}

/** @throws Error where there is none, or another one. */
export async function only<One>(all: AsyncIterable<One>): Promise<One> {
  let found: One | undefined;
  for await (const one of all) {
    if (found !== undefined) throw new Error('There are several batches: such a route has a `write`.');
    found = one;
  }
  if (found === undefined) throw new Error('There is no batch: `read` has to give one.');
  return found;
}

export async function* alone<One>(one: Promise<One>): AsyncGenerator<One> {
  yield await one;
}
