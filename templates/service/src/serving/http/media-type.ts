import { PICTURES } from '../codec/not-json.ts';
import { Problem } from '../problems.ts';

/** What a route takes. */
export interface MediaType {
  /** The name that people have for it. */
  name: string;
  /** The first is what a client is told to send. A `*` stands for any characters: `application/*+json`. */
  types: readonly string[];
}

export const JSON_BODY: MediaType = { name: 'JSON', types: ['application/json', 'application/*+json'] };

/**
 * @param given the header Content-Type. A request without it is taken, too.
 * @throws Problem 415 where it is another type than those wanted.
 */
export function checkMediaType(given: string | undefined, { name, types }: MediaType): void {
  if (given === undefined) return;
  const type = given.split(';', 1)[0]!.trim().toLowerCase();
  if (types.some((wanted) => fits(type, wanted))) return;
  const isOfPicture = type.startsWith('image/') && name === JSON_BODY.name;
  const accepted = types.filter((wanted) => !wanted.includes('*'));
  const advice = isOfPicture ? PICTURES : `Send the header "Content-Type: ${accepted[0]}".`;
  const detail = `The body must be ${name}, not ${given.slice(0, 80)}. ${advice}`;
  throw new Problem(415, detail, { headers: { Accept: accepted.join(', ') } });
}

function fits(type: string, wanted: string): boolean {
  if (type === wanted) return true;
  const [start, end] = wanted.split('*');
  return end !== undefined && type.startsWith(start!) && type.endsWith(end);
}
