import type { Request } from 'express';
import { Problem } from '../problems.ts';

/**
 * Whether the rows of a table that have faults are to be marked: `?on_error=mark`.
 * @throws Problem 400 where `on_error` is something else, as a slip there would go unseen.
 */
export function isMarking({ on_error: asked }: Request['query']): boolean {
  if (asked === undefined || asked === 'mark') return asked === 'mark';
  const got = JSON.stringify(asked).slice(0, 80);
  throw new Problem(400, `on_error can only be mark, not ${got}. Without it, a fault refuses the table.`);
}
