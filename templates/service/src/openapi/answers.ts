import { STATUS_CODES } from 'node:http';
import type { Schema } from './schemas.ts';
import { object } from './schemas.ts';

const STRING: Schema = { type: 'string' };

/** RFC 9457, the errors of everything outside of /v2. */
export const problem = object(
  {
    type: STRING,
    title: STRING,
    status: { type: 'integer' },
    detail: STRING,
    errors: {
      type: 'array',
      items: object({
        tensor: { type: ['string', 'null'] },
        at: { ...STRING, description: 'JSON Pointer into the body' },
        expected: STRING,
        got: STRING,
        hint: STRING,
      }),
    },
  },
  ['type', 'title', 'status', 'detail'],
);

/** The errors of the Open Inference Protocol. */
export const error = object({ error: STRING });

/** A JSON body, and an example of it where there is one. */
export function json(schema: Schema, example?: unknown): Record<string, unknown> {
  return { content: { 'application/json': { schema, ...(example !== undefined && { example }) } } };
}

/** Answers that are no success, all with the same kind of body. */
export function failures(schema: 'Problem' | 'Error', statuses: string[]): Record<string, unknown> {
  const type = schema === 'Problem' ? 'application/problem+json' : 'application/json';
  const content = { [type]: { schema: { $ref: `#/components/schemas/${schema}` } } };
  return Object.fromEntries(
    statuses.map((status) => [status, { description: STATUS_CODES[status]!, content }]),
  );
}
