import { compactJson } from '../../json.ts';

export interface Answer {
  status: number;
  text: string;
}

export interface HttpOptions {
  /** Sent by POST, as JSON or, where it is a Buffer, as it is; without it the request is a GET. */
  body?: unknown;
  headers?: Record<string, string>;
  /** Milliseconds without a byte after which it is given up. */
  timeout?: number;
  signal?: AbortSignal | undefined;
}

/**
 * One request over plain HTTP. Not `fetch`, which refuses some ports (6000, 6667, 10080 …) that a container may
 * well be published on.
 * @throws Error  with a `code` (ECONNREFUSED, …) where there is no answer; the signal's reason where it is aborted
 */
export async function http(
  url: string,
  { body, headers, timeout, signal }: HttpOptions = {},
): Promise<Answer> {
  // Loaded where it is used: to import it takes 40 ms on Node 24.
  const { request } = await import('node:http');
  const isJson = body !== undefined && !Buffer.isBuffer(body);
  const content = isJson ? compactJson(body) : body;
  try {
    return await new Promise<Answer>((resolve, reject) => {
      const outgoing = request(url, {
        method: content === undefined ? 'GET' : 'POST',
        headers: { ...headers, ...(isJson && { 'content-type': 'application/json' }) },
        agent: false,
        ...(timeout !== undefined && { timeout }),
        ...(signal && { signal }),
      });
      outgoing.once('timeout', () =>
        outgoing.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })),
      );
      outgoing.once('error', reject);
      outgoing.once('response', (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.once('end', () => resolve({ status: response.statusCode!, text })).once('error', reject);
      });
      outgoing.end(content);
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
