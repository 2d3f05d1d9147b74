import { parse, stringify } from 'lossless-json';

/**
 * JSON without a lost digit: an integer beyond 2^53 becomes a bigint. (JSON.parse rounds it, and Node 20 has no other
 * way to read one.)
 * @throws SyntaxError  where the text is no JSON
 */
export function parseJson(text: string): unknown {
  return parse(text, undefined, { parseNumber: number });
}

/** JSON in one line; a bigint becomes a plain integer. */
export function compactJson(value: unknown): string {
  return stringify(value)!;
}

/** JSON as npm writes it; a bigint becomes a plain integer. */
export function formatJson(value: unknown): string {
  return `${stringify(value, undefined, 2)}\n`;
}

function number(literal: string): number | bigint {
  const value = Number(literal);
  return /^-?\d+$/.test(literal) && !Number.isSafeInteger(value) ? BigInt(literal) : value;
}
