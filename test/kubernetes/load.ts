import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Question } from './questions.ts';

/** What became of all requests so far. */
export interface Tally {
  /** Requests with a right answer, by the model that gave it. */
  right: Map<string, number>;
  /** Requests with an answer that no model gives. */
  wrong: string[];
  /** Requests without an answer of 200, in the end. */
  failed: string[];
  /** Why requests were sent again: their connection ended without an answer, or `Retry-After` asked for it. */
  retries: string[];
  /** Milliseconds from request to answer. */
  times: number[];
}

export interface Load {
  tally: Tally;
  /** Lets each client come to its answer. */
  stop(): Promise<Tally>;
}

/** How long a client tries again where a connection ends without an answer. */
const PATIENCE_MS = 20_000;

export interface Options {
  clients?: number;
  /** How many questions they ask together. */
  most?: number;
  /** Whether they ask again after a 503 that has `Retry-After`. Else they try again on ended connections alone. */
  heedsRetryAfter?: boolean;
}

/**
 * Clients that ask one question after the other, each by a connection that it keeps, until they are stopped or have asked
 * `most` questions together.
 * @param origin `http://HOST:PORT`
 */
export function startLoad(
  origin: string,
  questions: Question[],
  { clients = 16, most = Infinity, heedsRetryAfter = false }: Options = {},
): Load {
  const tally: Tally = { right: new Map(), wrong: [], failed: [], retries: [], times: [] };
  let asked = 0;
  let isOver = false;
  const client = async (number: number): Promise<void> => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    for (let i = number; !isOver && asked < most; i++) {
      asked++;
      await ask(origin, questions[i % questions.length]!, { agent, tally, heedsRetryAfter });
    }
    agent.destroy();
  };
  const done = Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
  const stop = async (): Promise<Tally> => {
    isOver = true;
    await done;
    return tally;
  };
  return { tally, stop };
}

async function ask(
  origin: string,
  question: Question,
  { agent, tally, heedsRetryAfter }: { agent: http.Agent; tally: Tally; heedsRetryAfter: boolean },
): Promise<void> {
  const started = performance.now();
  for (;;) {
    try {
      const { status, text, isToComeAgain } = await post(`${origin}${question.path}`, question.body, agent);
      if (isToComeAgain && heedsRetryAfter) throw new Error(`${status}, Retry-After`);
      tally.times.push(performance.now() - started);
      if (status !== 200) return void tally.failed.push(`${status} ${text}`);
      const model = question.answeredBy(text);
      if (model === undefined) return void tally.wrong.push(text);
      return void tally.right.set(model, (tally.right.get(model) ?? 0) + 1);
    } catch (error) {
      if (performance.now() - started > PATIENCE_MS) return void tally.failed.push((error as Error).message);
      tally.retries.push((error as Error).message);
      await sleep(20);
    }
  }
}

/** @throws Error where the connection ends without an answer. */
function post(
  url: string,
  body: string,
  agent: http.Agent,
): Promise<{ status: number; text: string; isToComeAgain: boolean }> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const request = http.request(url, { method: 'POST', agent, headers, timeout: 30_000 }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => (text += piece));
      const status = response.statusCode!;
      const isToComeAgain = status === 503 && response.headers['retry-after'] !== undefined;
      response.on('end', () => resolve({ status, text, isToComeAgain }));
      response.on('error', reject);
    });
    request.on('timeout', () => request.destroy(new Error('no answer within 30 s')));
    request.on('error', reject);
    request.end(body);
  });
}

/** How many requests had an answer of any kind. */
export function answered({ right, wrong }: Tally): number {
  return [...right.values()].reduce((sum, count) => sum + count, wrong.length);
}

/** A percentile of the times, in milliseconds. */
export function percentile(times: number[], share: number): number {
  return times.toSorted((a, b) => a - b)[Math.floor((times.length - 1) * share)]!;
}
