import { NumberBlock } from './number-block.ts';

/** What the compiler's library does not know yet; Node has both from version 21. */
declare global {
  interface JSON {
    rawJSON(text: string): unknown;
    parse(
      text: string,
      reviver: (key: string, value: unknown, context: { source: string }) => unknown,
    ): unknown;
  }
}

/**
 * An integer literal that may lie beyond 2^53 has 16 digits or more; the longest of 64 bits has 20 characters.
 * What stands before it keeps out 0.1234567890123456 and its like, of which many a body is full.
 */
const LONG_INTEGER = /(?:^|[[,:\s])-?\d{16}/;
const INTEGER_LITERAL = /^-?\d{16,20}$/;

/**
 * JSON.parse that keeps every digit: an integer literal beyond ±(2^53 − 1) becomes a BigInt.
 * The reviver makes parsing several times slower, so it runs only where the text has such a long number.
 * @throws SyntaxError where the text is no JSON, RangeError where it is nested too deeply.
 */
export function parseJson(text: string): unknown {
  if (!hasLongInteger(text)) return JSON.parse(text);
  return JSON.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && INTEGER_LITERAL.test(source)
      ? BigInt(source)
      : value,
  );
}

/** Whether there may be an integer that JSON.parse alone would not keep. */
export function hasLongInteger(text: string): boolean {
  return LONG_INTEGER.test(text);
}

/** JSON.stringify that writes BigInts as plain integer literals. */
export function stringifyJson(value: unknown, indent?: number): string {
  return JSON.stringify(
    value,
    (_key, member: unknown) => (typeof member === 'bigint' ? JSON.rawJSON(String(member)) : member),
    indent,
  );
}

/** Whether a JSON value is an object: no array, as a block is, and not null. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof NumberBlock)
  );
}

/** Sets a member to what `exchange` makes of it, where it is there. */
export function exchangeMember(
  object: Record<string, unknown>,
  name: string,
  exchange: (value: unknown) => unknown,
): void {
  if (Object.hasOwn(object, name)) object[name] = exchange(object[name]);
}
