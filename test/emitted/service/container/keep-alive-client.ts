import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';

/** One request of a client, and what became of it. Times are milliseconds of `performance.now()`. */
export interface Sent {
  /** When the last byte of its body had been handed to the kernel; undefined where it never came to that. */
  sent: number | undefined;
  ended: number;
  /** The status of a whole answer. */
  status: number | undefined;
  body: string;
  /** Whether the answer told to use the connection no longer. */
  closes: boolean;
  /** Whether the connection had been used before. */
  reused: boolean;
  /** The code of what went wrong. */
  error: string | undefined;
}

/**
 * A client as they are: it posts one request after the other on one connection, takes a new one where an answer says
 * so, and ends when it cannot connect any more or `until` resolves.
 */
export async function keepPosting(
  { host, port }: { host: string; port: number },
  body: string,
  until: AbortSignal,
): Promise<Sent[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const all: Sent[] = [];
  while (!until.aborted) {
    const one = await postOnce(agent, host, port, body);
    all.push(one);
    if (one.error !== undefined) break;
  }
  agent.destroy();
  return all;
}

function postOnce(agent: Agent, host: string, port: number, body: string): Promise<Sent> {
  return new Promise((resolve) => {
    let sent: number | undefined;
    const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
    const outgoing = request({ host, port, agent, method: 'POST', path: '/predict', headers });
    const settle = (more: Partial<Sent>): void =>
      resolve({
        ...{ sent, ended: performance.now(), status: undefined, body: '', closes: false, error: undefined },
        reused: outgoing.reusedSocket,
        ...more,
      });
    outgoing.on('finish', () => (sent = performance.now()));
    outgoing.on('error', (error: NodeJS.ErrnoException) => settle({ error: error.code ?? error.message }));
    outgoing.on('response', (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.on('error', (error: NodeJS.ErrnoException) => settle({ error: error.code ?? error.message }));
      answer.on('end', () =>
        settle({
          status: answer.statusCode,
          body: text,
          closes: answer.headers.connection === 'close',
        }),
      );
    });
    outgoing.end(body);
  });
}
