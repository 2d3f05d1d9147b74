import { Problem } from '../problems.ts';
import type { Schema } from './elements.ts';
import { ref } from './elements.ts';
import { object } from './schemas.ts';

const STRING: Schema = { type: 'string' };

const fault = object(
  {
    tensor: { type: ['string', 'null'] },
    at: { ...STRING, description: 'JSON Pointer into the body' },
    expected: STRING,
    got: STRING,
    hint: STRING,
    line: { type: 'integer', description: 'Of a table: the first is 1' },
    row: { type: 'integer', description: 'Of a table: the first below the header is 1' },
    column: { ...STRING, description: 'Of a table' },
  },
  ['tensor', 'at', 'expected', 'got', 'hint'],
);

/** RFC 9457, the errors of everything outside of /v2. */
const problem = object(
  {
    type: STRING,
    title: STRING,
    status: { type: 'integer' },
    detail: STRING,
    errors: {
      type: 'array',
      description: 'Every fault of the request, where it has any.',
      items: ref('Fault'),
    },
  },
  ['type', 'title', 'status', 'detail'],
);

/** The errors of the Open Inference Protocol. */
const error = object({ error: STRING });

export const failureSchemas: Record<string, Schema> = { Problem: problem, Fault: fault, Error: error };

/** A JSON body, and an example of it where there is one. */
export function json(schema: Schema, example?: unknown): { content: Record<string, unknown> } {
  return { content: { 'application/json': { schema, ...(example !== undefined && { example }) } } };
}

/** Why a request may fail, by status. */
export type Failures = Record<number, string>;

/**
 * Why a prediction may fail.
 * @param wanted what the body has to be.
 */
export function predictionFailures(needsKey: boolean, wanted = 'JSON'): Failures {
  const reasons: Failures = {
    400: 'The body is malformed, or does not fit the model: every fault is listed.',
    413: 'The body is larger than BODY_LIMIT.',
    415: `The body is declared as something other than ${wanted}.`,
    500: 'The service failed; its log has the reason.',
    503: 'Too many requests wait, or the model is not ready: try again.',
    504: 'There was no answer within DEADLINE_MS.',
  };
  return needsKey ? { ...reasons, 401: 'The API key is missing or wrong.' } : reasons;
}

/**
 * Answers that are not a success, all with the same kind of body.
 * @param examples bodies that tell more than the reason alone.
 */
export function failures(
  schema: 'Problem' | 'Error',
  reasons: Failures,
  examples: Partial<Record<string, unknown>> = {},
): Record<string, unknown> {
  const type = schema === 'Problem' ? 'application/problem+json' : 'application/json';
  const body = (status: string, reason: string) =>
    schema === 'Problem' ? new Problem(Number(status), reason).toJSON() : { error: reason };
  return Object.fromEntries(
    Object.entries(reasons).map(([status, description]) => {
      const example = examples[status] ?? body(status, description);
      return [status, { description, content: { [type]: { schema: ref(schema), example } } }];
    }),
  );
}
