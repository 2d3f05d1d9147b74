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
 * @param wanted what the route takes.
 * @throws Problem 415 where it is another type than those wanted.
 */
export function checkMediaType(given: string | undefined, ...wanted: MediaType[]): void {
  if (given === undefined || wanted.some(({ types }) => isOfType(given, types))) return;
  const isOfPicture = given.toLowerCase().startsWith('image/') && wanted.includes(JSON_BODY);
  const accepted = wanted.flatMap(({ types }) => types.filter((type) => !type.includes('*')));
  const headers = wanted.map(({ types: [type] }) => `"Content-Type: ${type}"`).join(' or ');
  const advice = isOfPicture ? PICTURES : `Send the header ${headers}.`;
  const names = wanted.map(({ name }) => name).join(' or ');
  const detail = `The body must be ${names}, not ${given.slice(0, 80)}. ${advice}`;
  throw new Problem(415, detail, { headers: { Accept: accepted.join(', ') } });
}

/** @param given the header Content-Type. */
export function isOfType(given: string, types: readonly string[]): boolean {
  const type = given.split(';', 1)[0]!.trim().toLowerCase();
  return types.some((wanted) => fits(type, wanted));
}

function fits(type: string, wanted: string): boolean {
  if (type === wanted) return true;
  const [start, end] = wanted.split('*');
  return end !== undefined && type.startsWith(start!) && type.endsWith(end);
}
