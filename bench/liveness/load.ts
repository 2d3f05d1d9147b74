import { Agent, request } from 'node:http';

/** A request that is sent over and over, each time with an id of its own. */
export interface Shot {
  path: string;
  headers: Record<string, string>;
  body: Buffer;
  /** What is wrong with a successful answer; undefined where nothing is. */
  wrong: (answer: Buffer) => string | undefined;
}

export interface Result {
  sent: number;
  /** Status → how often; 0 where the connection failed. */
  statuses: Record<number, number>;
  wrong: string[];
  /** Answers 503 without Retry-After. */
  without: number;
}

/** Keeps `clients` requests under way for some time, and waits for every answer. */
export async function load(url: string, shots: Shot[], clients: number, seconds: number): Promise<Result> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const result: Result = { sent: 0, statuses: {}, wrong: [], without: 0 };
  const end = performance.now() + seconds * 1000;
  const client = async (): Promise<void> => {
    while (performance.now() < end) await fire(url, shots[result.sent % shots.length]!, agent, result);
  };
  await Promise.all(Array.from({ length: clients }, client));
  agent.destroy();
  return result;
}

function fire(
  url: string,
  { path, headers, body, wrong }: Shot,
  agent: Agent,
  result: Result,
): Promise<void> {
  const id = `shot-${++result.sent}`;
  return new Promise((resolve) => {
    const ended = (status: number): void => {
      result.statuses[status] = (result.statuses[status] ?? 0) + 1;
      // Whoever is refused waits, as Retry-After asks; else the refusals are all that is measured.
      if (status === 503) setTimeout(resolve, 1000);
      else resolve();
    };
    const sent = request(
      url + path,
      { method: 'POST', agent, headers: { ...headers, 'Content-Length': body.length, 'X-Request-Id': id } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const fault = response.statusCode === 200 ? wrong(Buffer.concat(chunks)) : undefined;
          if (fault !== undefined) result.wrong.push(fault);
          if (response.statusCode === 503 && response.headers['retry-after'] === undefined) result.without++;
          if (response.headers['x-request-id'] !== id)
            result.wrong.push(`the answer to another request than ${id}`);
          ended(response.statusCode!);
        });
      },
    );
    sent.on('error', () => ended(0));
    sent.end(body);
  });
}
