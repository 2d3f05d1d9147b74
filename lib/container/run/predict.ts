import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../errors.ts';
import type { ExampleFile } from '../../onnx/card/card.ts';
import { parseJson } from '../../json.ts';
import { http, type Answer } from './http.ts';

export interface PredictOptions {
  /** The API_KEY that the service was started with. */
  apiKey?: string | undefined;
  signal?: AbortSignal | undefined;
}

/** A request that lies in a file of the project, as bytes. */
export interface RequestFile extends ExampleFile {
  /** Where it is sent to, below the address of the service. */
  route: string;
  /** The project's folder. */
  directory: string;
}

/**
 * Sends the content of a file of the project to the Open Inference Protocol. The answer is JSON.
 * @throws UserError  prediction-failed (exit 1) where there is no answer at all
 */
export async function predictFile(
  url: string,
  { path: file, headerLength, route, directory }: RequestFile,
  { apiKey, signal }: PredictOptions = {},
): Promise<Answer> {
  const body = await readFile(path.join(directory, ...file.split('/')));
  const headers = {
    [HEADER_LENGTH]: String(headerLength),
    ...(apiKey !== undefined && { 'x-api-key': apiKey }),
  };
  return http(url + route, { body, headers, signal }).catch((error: NodeJS.ErrnoException) => {
    signal?.throwIfAborted();
    throw predictionFailed(url + route, { text: error.message || String(error.code) });
  });
}

/** How many bytes of a request are JSON; tensors as bytes follow. */
export const HEADER_LENGTH = 'Inference-Header-Content-Length';

/**
 * Sends `body` to POST /predict below `url`. The answer is text, because a number of 64 bits does not survive
 * JSON.parse.
 * @throws UserError  prediction-failed (exit 1) where there is no answer at all
 */
export async function predict(
  url: string,
  body: unknown,
  { apiKey, signal }: PredictOptions = {},
): Promise<Answer> {
  const where = `${url}/predict`;
  const headers: Record<string, string> = apiKey === undefined ? {} : { 'x-api-key': apiKey };
  return http(where, { body, headers, signal }).catch((error: NodeJS.ErrnoException) => {
    signal?.throwIfAborted();
    throw predictionFailed(where, { text: error.message || String(error.code) });
  });
}

/**
 * The example of POST /predict in the service's own documentation: where the one in the card was made up, the service has
 * found out which values its model accepts. Undefined where there is none.
 */
export async function documentedExample(url: string, signal?: AbortSignal): Promise<unknown> {
  const { status, text } = await http(`${url}/openapi.json`, { signal });
  if (status !== 200) return undefined;
  const { paths } = parseJson(text) as OpenApi;
  return paths?.['/predict']?.post?.requestBody?.content?.['application/json']?.example;
}

/** As much of an OpenAPI document as is looked at. */
interface OpenApi {
  paths?: Record<
    string,
    { post?: { requestBody?: { content?: Record<string, { example?: unknown }> } } } | undefined
  >;
}

/** @param answer  what came; without a status: why nothing came */
export function predictionFailed(where: string, { status, text }: Partial<Answer>): UserError {
  return new UserError({
    code: 'prediction-failed',
    what:
      status === undefined
        ? 'The first prediction got no answer'
        : `The first prediction was answered with ${status}`,
    where,
    details: [shorten(text ?? '', 1000)],
    next: `try other values in the browser: ${new URL('/docs', where).href} shows what the model takes`,
    exitCode: 1,
  });
}

/** Cuts a long text, and says so. */
export function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)} … (${text.length} characters)`;
}
