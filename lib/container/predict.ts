import { UserError } from '../errors.ts';
import { http } from './http.ts';

/**
 * Sends `body` to POST /predict below `url` and gives the answer as it came: text, because a number of 64 bits
 * does not survive JSON.parse.
 * @throws UserError  prediction-failed (exit 1)
 */
export async function predict(url: string, body: unknown, signal?: AbortSignal): Promise<string> {
  const where = `${url}/predict`;
  const answer = await http(where, { body, signal }).catch((error: NodeJS.ErrnoException) => {
    signal?.throwIfAborted();
    throw refused(where, undefined, error.message || String(error.code));
  });
  if (answer.status === 200) return answer.text;
  throw refused(where, answer.status, answer.text);
}

function refused(where: string, status: number | undefined, text: string): UserError {
  return new UserError({
    code: 'prediction-failed',
    what:
      status === undefined
        ? 'The first prediction got no answer'
        : `The first prediction was answered with ${status}`,
    where,
    details: [shorten(text, 1000)],
    next: 'try other values in the browser: the page at /docs shows what the model takes',
    exitCode: 1,
  });
}

/** Cuts a long text, and says so. */
export function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)} … (${text.length} characters)`;
}
