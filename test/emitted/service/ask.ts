import { compactJson, parseJson } from '../../../lib/json.ts';

/** An answer, with all digits of its integers. */
export interface Answer {
  status: number;
  headers: Headers;
  bytes: Buffer;
  /** The body, or its part that is JSON; undefined where it is something else. */
  body: unknown;
}

const HEADER_LENGTH = 'Inference-Header-Content-Length';

/** Sends any request. */
export async function ask(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, { redirect: 'manual', ...init });
  const bytes = Buffer.from(await response.arrayBuffer());
  const isJson = /json|octet/.test(response.headers.get('content-type') ?? '') && bytes.length > 0;
  const length = Number(response.headers.get(HEADER_LENGTH) ?? bytes.length);
  const body = isJson ? parseJson(bytes.subarray(0, length).toString()) : undefined;
  return { status: response.status, headers: response.headers, bytes, body };
}

/** POSTs JSON: an object, or text as it stands. */
export function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const text = typeof body === 'string' ? body : compactJson(body);
  return ask(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: text,
  });
}

/** POSTs JSON with bytes after it, as the binary tensor data extension has it. */
export function postBinary(
  url: string,
  json: unknown,
  bytes: Buffer,
  length?: number | string,
): Promise<Answer> {
  const head = Buffer.from(json === undefined ? '' : compactJson(json));
  const headers = {
    'content-type': 'application/octet-stream',
    [HEADER_LENGTH]: String(length ?? head.length),
  };
  return ask(url, { method: 'POST', headers, body: Buffer.concat([head, bytes]) });
}

/** The bytes of an answer after its part that is JSON. */
export function binaryPart({ headers, bytes }: Answer): Buffer {
  return bytes.subarray(Number(headers.get(HEADER_LENGTH) ?? bytes.length));
}
